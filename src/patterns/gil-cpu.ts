/**
 * @title Threads or processes, for computing?
 * @title.zh 计算密集：用线程还是用进程？
 * @summary The same computation serially, on threads, on threads under an interpreter lock, and on processes, measured.
 * @summary.zh 同样的计算：串行、线程、带解释器锁的线程、进程，逐一测量。
 * @look Threads and processes compute side by side; under the GIL model only one of them computes at any time.
 * @look.zh 线程与进程同时计算；在 GIL 模型下任何时刻只有一个在计算。
 * @lesson gil 1
 * @twin gil-io
 * @tabstops rounds = [[60]] | workers = [[2]]
 */
import { main, span } from 'heddle';
import { Gil } from 'heddle/gil';
import { Process } from 'heddle/multiprocessing';
import { Thread } from 'heddle/threading';

const gil = new Gil({ name: 'GIL' });
const rounds = 60;
const workers = 2;

function step(): number {
  let sum = 0;
  for (let i = 0; i < 5_000_000; i++) sum = (Math.imul(sum, 31) + i) | 0;
  return sum;
}

export function compute(): void {
  for (let i = 0; i < rounds; i++) step();
}

export function computeUnderGil(): void {
  gil.run(() => {
    for (let i = 0; i < rounds; i++) {
      step();
      gil.checkpoint(); // lets go when somebody waits and the switch interval is over
    }
  });
}

async function measure(name: string, work: () => void | Promise<void>): Promise<number> {
  const began = performance.now();
  await span(name, work);
  const ms = Math.round(performance.now() - began);
  console.log(`${name.padEnd(16)} ${String(ms).padStart(6)} ms  ${'#'.repeat(Math.ceil(ms / 50))}`);
  return ms;
}

async function together(all: (Thread | Process)[]): Promise<void> {
  for (const each of all) each.start();
  for (const each of all) await each.join();
}

main(async () => {
  const all = Array.from({ length: workers });
  const serial = await measure('serial', () => all.forEach(compute));
  const threads = await measure('threads', () => together(all.map(() => new Thread(compute))));
  const locked = await measure('threads + GIL', () => together(all.map(() => new Thread(computeUnderGil))));
  const processes = await measure('processes', () => together(all.map(() => new Process(compute))));
  const better = Math.min(threads, processes);
  console.log(
    `Computing on ${workers}: threads ${(serial / threads).toFixed(1)} x, threads under a GIL ${(serial / locked).toFixed(1)} x, ` +
      `processes ${(serial / processes).toFixed(1)} x as fast as serially. ` +
      (better < serial
        ? `Use ${threads <= processes ? 'threads here; under a GIL, processes' : 'processes'}.`
        : 'Too little work to divide.'),
  );
});

/**
 * @title Threads or processes, for computing?
 * @title.zh 计算密集：用线程还是用进程？
 * @summary The same computation serially, on threads, on threads under an interpreter lock, and on processes, measured.
 * @summary.zh 同样的计算：串行、线程、带解释器锁的线程、进程，逐一测量。
 * @look Four spans of main side by side, one for each way. Threads and processes compute at once; under the GIL model only one thread computes at any time.
 * @look.zh 主线程上并排四段，每种方式一段。线程与进程同时计算；在 GIL 模型下任何时刻只有一个线程在计算。
 * @lesson gil 1
 * @twin gil-io
 * @tabstops rounds = [[60]] | workers = [[2]]
 */
import { main, mark, span } from 'heddle';
import { Gil } from 'heddle/gil';
import { Process } from 'heddle/multiprocessing';
import { Thread } from 'heddle/threading';

const gil = new Gil({ name: 'GIL' });
const rounds = 60;
const workers = 2;

function step(): number {
  let sum = 0;
  for (let i = 0; i < 5_000_000; i++) sum = Math.imul(sum, 31) ^ i;
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

async function measure(way: string, work: () => void | Promise<void>) {
  const began = performance.now();
  await span(way, work);
  return { way, ms: performance.now() - began };
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

  const ways = [serial, threads, locked, processes];
  const longest = Math.max(...ways.map(({ ms }) => ms));
  for (const { way, ms } of ways)
    console.log(`${way.padEnd(14)} ${ms.toFixed(0).padStart(6)} ms  ${'█'.repeat(Math.ceil((ms / longest) * 40))}`);
  const times = ({ ms }: { ms: number }) => (serial.ms / ms).toFixed(1);
  const verdict =
    Math.min(threads.ms, processes.ms) * 1.2 > serial.ms
      ? 'Nothing was gained: this machine had no second processor to spare.'
      : `Threads ${times(threads)} x and processes ${times(processes)} x as fast: each computes on a processor of its own. ` +
        `Under a GIL threads come to ${times(locked)} x: there, compute on processes.`;
  console.log(verdict);
  mark(verdict); // on the timeline, too
});

/**
 * @title Threads or processes, for waiting?
 * @title.zh 等待密集：用线程还是用进程？
 * @summary The same waits serially, on threads, on threads under an interpreter lock, and on processes, measured.
 * @summary.zh 同样的等待：串行、线程、带解释器锁的线程、进程，逐一测量。
 * @look The waits overlap everywhere but in the serial part: who waits lets go of the interpreter lock.
 * @look.zh 除串行部分外，等待处处重叠：等待者会放开解释器锁。
 * @lesson gil 2
 * @twin gil-cpu
 * @tabstops sleep([[300]]) | workers = [[4]]
 */
import { main, sleep, span } from 'heddle';
import { Gil } from 'heddle/gil';
import { Process } from 'heddle/multiprocessing';
import { Thread } from 'heddle/threading';

const gil = new Gil({ name: 'GIL' });
const workers = 4;

export function request(): void {
  sleep(300); // a disk, a network, a database
}

export function requestUnderGil(): void {
  gil.run(() => gil.released(request));
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
  const serial = await measure('serial', () => all.forEach(request));
  const threads = await measure('threads', () => together(all.map(() => new Thread(request))));
  const locked = await measure('threads + GIL', () => together(all.map(() => new Thread(requestUnderGil))));
  const processes = await measure('processes', () => together(all.map(() => new Process(request))));
  console.log(
    `Waiting on ${workers}: threads ${(serial / threads).toFixed(1)} x, threads under a GIL ${(serial / locked).toFixed(1)} x, ` +
      `processes ${(serial / processes).toFixed(1)} x as fast as serially. ` +
      `Use ${threads <= processes ? 'threads: they start sooner' : 'processes'}.`,
  );
});

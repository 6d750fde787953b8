/**
 * @title Threads or processes, for waiting?
 * @title.zh 等待密集：用线程还是用进程？
 * @summary The same waits serially, on threads, on threads under an interpreter lock, and on processes, measured.
 * @summary.zh 同样的等待：串行、线程、带解释器锁的线程、进程，逐一测量。
 * @look Four spans of main side by side, one for each way. The waits overlap everywhere but in the serial part: who waits lets go of the interpreter lock.
 * @look.zh 主线程上并排四段，每种方式一段。除串行部分外，等待处处重叠：等待者会放开解释器锁。
 * @lesson gil 2
 * @twin gil-cpu
 * @tabstops sleep([[300]]) | workers = [[4]]
 */
import { main, mark, sleep, span } from 'heddle';
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
  const serial = await measure('serial', () => all.forEach(request));
  const threads = await measure('threads', () => together(all.map(() => new Thread(request))));
  const locked = await measure('threads + GIL', () => together(all.map(() => new Thread(requestUnderGil))));
  const processes = await measure('processes', () => together(all.map(() => new Process(request))));

  const ways = [serial, threads, locked, processes];
  const longest = Math.max(...ways.map(({ ms }) => ms));
  for (const { way, ms } of ways)
    console.log(`${way.padEnd(14)} ${ms.toFixed(0).padStart(6)} ms  ${'█'.repeat(Math.ceil((ms / longest) * 40))}`);
  const times = ({ ms }: { ms: number }) => (serial.ms / ms).toFixed(1);
  const verdict =
    `Threads ${times(threads)} x, under a GIL ${times(locked)} x, processes ${times(processes)} x as fast: ` +
    (Math.min(threads.ms, locked.ms) <= processes.ms
      ? 'for waiting use threads, they start sooner, and a GIL is let go of meanwhile.'
      : 'here the processes were quicker, though they cost more to start.');
  console.log(verdict);
  mark(verdict); // on the timeline, too
});

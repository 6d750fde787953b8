/** What peers do in the queues' suites: they run in another thread or process. */

import '../../../src/runtime/queue/kinds.ts';
import { memoryOf } from '../../../src/runtime/machine/memories.ts';
import type { Domain, SharedMemory } from '../../../src/runtime/machine/memory.ts';
import type { JoinableQueue } from '../../../src/runtime/multiprocessing.ts';

type AnyQueue = JoinableQueue<unknown>;
type Item = { from: number; n: number; pad: string };

/** An item that shows whether it was torn: its padding follows from its number. */
export const itemOf = (from: number, n: number): Item => ({ from, n, pad: padOf(from, n) });
const SIZES = [0, 10, 100, 1000, 3000, 6000, 40000];
export const padOf = (from: number, n: number) =>
  String.fromCharCode(97 + ((from + n) % 26)).repeat(SIZES[(from * 7 + n * 3) % SIZES.length]!);

export function putMany(queue: AnyQueue, from: number, count: number): void {
  for (let n = 0; n < count; n++) queue.put(itemOf(from, n));
}
/** Puts for ever; says in shared memory how many it has put. */
export function putForEver(queue: AnyQueue, from: number, domain: Domain, word: number): void {
  const memory: SharedMemory = memoryOf(domain);
  for (let n = 0; ; n++) {
    queue.put(itemOf(from, n));
    memory.add(word, 1);
  }
}
/** Gets for ever; says in shared memory how many it has got. */
export function getForEver(queue: AnyQueue, domain: Domain, word: number): void {
  const memory: SharedMemory = memoryOf(domain);
  for (;;) {
    queue.get();
    memory.add(word, 1);
  }
}
/** Everything until the queue is shut down. */
export function getAll(queue: AnyQueue): [number, number][] {
  const seen: [number, number][] = [];
  for (const item of queue as Iterable<Item>) {
    if (item.pad !== padOf(item.from, item.n)) throw new Error(`item ${item.n} of ${item.from} is torn`);
    seen.push([item.from, item.n]);
    queue.taskDone?.();
  }
  return seen;
}
export function getOne(queue: AnyQueue): unknown {
  return queue.get();
}
export async function getOneAsync(queue: AnyQueue): Promise<unknown> {
  return queue.getAsync();
}
/** Puts what it gets into the other queue, until null. */
export function echo(from: AnyQueue, to: AnyQueue): void {
  for (;;) {
    const item = from.get();
    to.put(item);
    if (item === null) return;
  }
}
export function putOne(queue: AnyQueue, item: unknown): string {
  try {
    queue.put(item);
    return 'put';
  } catch (error) {
    return (error as { code: string }).code;
  }
}
/** Receives one message of an end it was sent and closes it. */
export function receiveEnd(queue: AnyQueue): unknown {
  using end = queue.get() as { recv(): unknown } & Disposable;
  return end.recv();
}
export function holdEnd(queue: AnyQueue): void {
  const end = queue.get() as { recv(): unknown };
  end.recv();
}

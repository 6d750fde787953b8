/**
 * The last stage of a pipeline leaves early, and the others back up behind it.
 * @finding stall
 * @actors source, filter
 * @resources raw, clean
 */
import { main } from 'heddle';
import { Queue } from 'heddle/queue';
import { Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const raw = new Queue<number>(2, { name: 'raw' });
const clean = new Queue<number>(2, { name: 'clean' });

export function source(): void {
  for (let i = 0; i < 20; i++) raw.put(i);
  raw.shutdown();
}
export function filter(): void {
  for (const item of raw) if (item % 2 === 0) clean.put(item);
  clean.shutdown();
}
export function sink(): void {
  let taken = 0;
  for (const _item of clean) if (++taken === 3 && !fixed) return;
}

main(async () => {
  const threads = [source, filter, sink].map((target) => new Thread(target, [], { name: target.name }).start());
  for (const thread of threads) await thread.join();
});

/**
 * A consumer waits for more after the last item, and main joins it.
 * @finding stall
 * @actors consumer
 * @resources items
 */
import { main } from 'heddle';
import { Queue } from 'heddle/queue';
import { Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const items = new Queue<number | null>(0, { name: 'items' });

export function producer(): void {
  for (let i = 0; i < 3; i++) items.put(i);
  if (fixed) items.put(null);
}
export function consumer(): void {
  while (items.get() !== null);
}

main(async () => {
  const threads = [producer, consumer].map((target) => new Thread(target, [], { name: target.name }).start());
  for (const thread of threads) await thread.join();
});

/**
 * A thread waits for an event inside the interpreter lock; who sets it needs that lock.
 * @finding deadlock
 * @actors waits, sets
 * @resources gil
 */
import { main } from 'heddle';
import { Gil } from 'heddle/gil';
import { Event, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const gil = new Gil({ name: 'gil' });
const inside = new Event({ name: 'inside' });
const ready = new Event({ name: 'ready' });

export function waits(): void {
  gil.run(() => {
    inside.set();
    if (fixed) gil.released(() => ready.wait());
    else ready.wait();
  });
}
export function sets(): void {
  inside.wait();
  gil.run(() => ready.set());
}

main(async () => {
  const threads = [waits, sets].map((target) => new Thread(target, [], { name: target.name }).start());
  for (const thread of threads) await thread.join();
});

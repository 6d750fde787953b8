/**
 * A thread waits for a condition while it holds a lock that the notifier needs.
 * @finding deadlock
 * @actors waiter, notifier
 * @resources settings
 */
import { main } from 'heddle';
import { Condition, Event, Lock, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const settings = new Lock({ name: 'settings' });
const changed = new Condition({ name: 'changed' });
const waiting = new Event({ name: 'waiting' });

export function waiter(): void {
  const held = settings.hold();
  if (fixed) held[Symbol.dispose]();
  changed.acquire();
  waiting.set();
  changed.wait();
  changed.release();
  if (!fixed) held[Symbol.dispose]();
}
export function notifier(): void {
  waiting.wait();
  using _settings = settings.hold();
  using _changed = changed.hold();
  changed.notifyAll();
}

main(async () => {
  const threads = [waiter, notifier].map((target) => new Thread(target, [], { name: target.name }).start());
  for (const thread of threads) await thread.join();
});

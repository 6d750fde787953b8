/**
 * One thread takes a permit and then the lock, the other the lock and then the only permit.
 * @finding deadlock
 * @actors poller, closer
 * @resources guard, slot
 */
import { main } from 'heddle';
import { Barrier, BoundedSemaphore, Lock, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const guard = new Lock({ name: 'guard' });
const slot = new BoundedSemaphore(1, { name: 'slot' });
const both = new Barrier(2, { name: 'both' });

export function poller(): void {
  slot.acquire();
  if (!fixed) both.wait();
  guard.acquire();
  guard.release();
  slot.release();
}
export function closer(): void {
  const [first, second] = fixed ? [slot, guard] : [guard, slot];
  first.acquire();
  if (!fixed) both.wait();
  second.acquire();
  second.release();
  first.release();
}

main(async () => {
  const threads = [poller, closer].map((target) => new Thread(target, [], { name: target.name }).start());
  for (const thread of threads) await thread.join();
});

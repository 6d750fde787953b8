/** A lock that is taken twice by one thread and released by another one, which computes before. */
import { main } from 'heddle';
import { Lock, Thread } from 'heddle/threading';

function spin(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

export function giver(lock: Lock): void {
  spin(300);
  lock.release();
}

main(() => {
  const lock = new Lock({ name: 'signal' });
  lock.acquire();
  new Thread(giver, [lock]).start();
  lock.acquire();
});

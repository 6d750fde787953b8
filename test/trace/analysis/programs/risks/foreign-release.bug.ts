import { main } from 'heddle';
import { Event, Lock, Thread } from 'heddle/threading';

export function work(lock: Lock, taken: Event, go: Event): void {
  lock.acquire();
  taken.set();
  go.wait();
}

export function hasty(lock: Lock, taken: Event, go: Event): void {
  taken.wait();
  lock.release();
  go.set();
}

main(async () => {
  const [lock, taken, go] = [new Lock({ name: 'ledger' }), new Event(), new Event()];
  const threads = [
    new Thread(work, [lock, taken, go], { name: 'work' }),
    new Thread(hasty, [lock, taken, go], { name: 'hasty' }),
  ];
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.join();
});

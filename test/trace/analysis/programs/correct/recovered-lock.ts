/** A process is killed with a lock in its hands, and the next one recovers it. */
import { main, sleep } from 'heddle';
import { Event, Lock, Process } from 'heddle/multiprocessing';

const lock = new Lock({ name: 'lock' });
const held = new Event({ name: 'held' });

export function holds(): void {
  lock.acquire();
  held.set();
  sleep(60_000);
}
export function recovers(): void {
  lock.acquire();
  lock.release();
}

main(async () => {
  const holder = new Process(holds, [], { name: 'holder' }).start();
  held.wait();
  const next = new Process(recovers, [], { name: 'next' }).start();
  sleep(300);
  holder.kill();
  await holder.join();
  await next.join();
});

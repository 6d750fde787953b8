/**
 * Main waits until the workers are done before it tells them to stop.
 * @finding stall
 * @actors MainProcess, w0, w1
 */
import { main } from 'heddle';
import { Event, Semaphore, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const stop = new Event({ name: 'stop' });
const done = new Semaphore(0, { name: 'done' });

export function work(): void {
  stop.wait();
  done.release();
}

main(() => {
  for (let i = 0; i < 2; i++) new Thread(work, [], { name: `w${i}` }).start();
  if (fixed) stop.set();
  for (let i = 0; i < 2; i++) done.acquire();
  stop.set();
});

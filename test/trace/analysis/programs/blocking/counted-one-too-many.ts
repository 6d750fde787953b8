/**
 * Main waits for one more worker than it started.
 * @finding stall
 * @actors MainProcess
 * @resources done
 */
import { main } from 'heddle';
import { Semaphore, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const done = new Semaphore(0, { name: 'done' });

export function work(): void {
  done.release();
}

main(() => {
  for (let i = 0; i < 3; i++) new Thread(work, [], { name: `worker ${i}` }).start();
  for (let i = 0; i < (fixed ? 3 : 4); i++) done.acquire();
});

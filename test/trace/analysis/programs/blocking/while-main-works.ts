/**
 * A worker takes one lock twice while main and others go on with their work for a while.
 * @finding deadlock
 * @actors worker
 * @resources state
 */
import { main, sleepAsync } from 'heddle';
import { Semaphore, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const state = new Semaphore(1, { name: 'state' });

function save(): void {
  state.acquire();
  state.release();
}

export function worker(): void {
  for (let i = 0; i < 3; i++) save();
  state.acquire();
  if (fixed) state.release();
  save();
  if (!fixed) state.release();
}

main(async () => {
  new Thread(worker, [], { name: 'worker' }).start();
  for (let i = 0; i < 20; i++) await sleepAsync(40);
});

/**
 * Main joins a thread while it holds the lock that the thread needs to end.
 * @finding deadlock
 * @actors MainProcess, worker
 * @resources state
 */
import { main } from 'heddle';
import { Lock, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';

export function worker(state: Lock): void {
  using _held = state.hold();
  console.log('done');
}

main(async () => {
  const state = new Lock({ name: 'state' });
  const held = state.hold();
  const thread = new Thread(worker, [state], { name: 'worker' }).start();
  if (fixed) held[Symbol.dispose]();
  await thread.join();
  if (!fixed) held[Symbol.dispose]();
});

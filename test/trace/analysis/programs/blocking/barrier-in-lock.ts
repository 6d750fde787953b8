/**
 * The threads meet at a barrier while each holds the lock that the others need to get there.
 * @finding deadlock
 * @actors p, q
 * @resources log
 */
import { main } from 'heddle';
import { Barrier, Lock, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const log = new Lock({ name: 'log' });
const phase = new Barrier(2, { name: 'phase' });

export function step(): void {
  const held = log.hold();
  if (fixed) held[Symbol.dispose]();
  phase.wait();
  if (!fixed) held[Symbol.dispose]();
}

main(async () => {
  const threads = ['p', 'q'].map((name) => new Thread(step, [], { name }).start());
  for (const thread of threads) await thread.join();
});

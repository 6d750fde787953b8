/**
 * A thread starts another one and joins it while it holds the lock that the other needs.
 * @finding deadlock
 * @actors outer, inner
 * @resources plan
 */
import { main } from 'heddle';
import { RLock, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const plan = new RLock({ name: 'plan' });

export function inner(): void {
  using _held = plan.hold();
}
export async function outer(): Promise<void> {
  const held = plan.hold();
  const thread = new Thread(inner, [], { name: 'inner' }).start();
  if (fixed) held[Symbol.dispose]();
  await thread.join();
  if (!fixed) held[Symbol.dispose]();
}

main(() => {
  new Thread(outer, [], { name: 'outer' }).start();
});

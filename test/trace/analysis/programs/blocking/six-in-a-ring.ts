/**
 * Six threads with a lock each, re-entrant ones and plain ones in turn.
 * @finding deadlock
 * @actors t0, t1, t2, t3, t4, t5
 * @resources k0, k1, k2, k3, k4, k5
 */
import { main } from 'heddle';
import { Barrier, Lock, RLock, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const keys = Array.from({ length: 6 }, (_, i) =>
  i % 2 === 0 ? new Lock({ name: `k${i}` }) : new RLock({ name: `k${i}` }),
);
const all = new Barrier(6, { name: 'all' });

export function work(me: number): void {
  const own = keys[me]!.hold();
  all.wait();
  if (fixed) own[Symbol.dispose]();
  keys[(me + 1) % 6]!.hold()[Symbol.dispose]();
  if (!fixed) own[Symbol.dispose]();
}

main(async () => {
  const threads = keys.map((_, i) => new Thread(work, [i], { name: `t${i}` }).start());
  for (const thread of threads) await thread.join();
});

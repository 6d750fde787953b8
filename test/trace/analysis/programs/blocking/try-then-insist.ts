/**
 * Two threads try for a while with timeouts, and then wait for each other without.
 * @finding deadlock
 * @actors north, south
 * @resources bridge, ferry
 */
import { main } from 'heddle';
import { Barrier, Lock, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const bridge = new Lock({ name: 'bridge' });
const ferry = new Lock({ name: 'ferry' });
const both = new Barrier(2, { name: 'both' });

export function cross(isNorth: boolean): void {
  const [first, second] = isNorth ? [bridge, ferry] : [ferry, bridge];
  first.acquire();
  both.wait();
  for (let i = 0; i < 3; i++) {
    if (!second.acquire(60)) continue;
    second.release();
    first.release();
    return;
  }
  if (fixed) {
    first.release();
    return;
  }
  second.acquire();
}

main(async () => {
  const threads = [true, false].map((isNorth) =>
    new Thread(cross, [isNorth], { name: isNorth ? 'north' : 'south' }).start(),
  );
  for (const thread of threads) await thread.join();
});

/**
 * Two threads are in a deadlock while main and a third go on for a while.
 * @finding deadlock
 * @actors left, right
 * @resources one, two
 */
import { main, sleep, sleepAsync } from 'heddle';
import { Barrier, Lock, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const one = new Lock({ name: 'one' });
const two = new Lock({ name: 'two' });
const three = new Lock({ name: 'three' });
const both = new Barrier(2, { name: 'both' });

export function take(isLeft: boolean): void {
  const [first, second] = isLeft || fixed ? [one, two] : [two, one];
  if (fixed) both.wait();
  using _first = first.hold();
  if (!fixed) both.wait();
  using _second = second.hold();
}
export function busy(): void {
  for (let i = 0; i < 150; i++) {
    using _held = three.hold();
    sleep(5);
  }
}

main(async () => {
  new Thread(take, [true], { name: 'left' }).start();
  new Thread(take, [false], { name: 'right' }).start();
  new Thread(busy, [], { name: 'busy' }).start();
  for (let i = 0; i < 30; i++) await sleepAsync(25);
});

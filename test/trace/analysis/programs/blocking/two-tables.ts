/**
 * One thread reads the first table and writes the second, another the other way round.
 * @finding deadlock
 * @actors a, b
 * @resources users, orders
 */
import { main } from 'heddle';
import { Barrier, RWLock, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const users = new RWLock({ name: 'users' });
const orders = new RWLock({ name: 'orders' });
const begun = new Barrier(2, { name: 'begun' });

export function move(reversed: boolean): void {
  const [from, to] = reversed ? [orders, users] : [users, orders];
  const reading = from.read.hold();
  begun.wait();
  if (fixed) reading[Symbol.dispose]();
  using _writing = to.write.hold();
  if (!fixed) reading[Symbol.dispose]();
}

main(async () => {
  const a = new Thread(move, [false], { name: 'a' }).start();
  const b = new Thread(move, [true], { name: 'b' }).start();
  await a.join();
  await b.join();
});

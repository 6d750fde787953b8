/**
 * A process holds the lock while it waits for an item; who would put it needs the lock.
 * @finding deadlock
 * @actors taker, giver
 * @resources shelf
 */
import { main } from 'heddle';
import { Event, Lock, Process, Queue } from 'heddle/multiprocessing';

const fixed = process.argv[2] === 'fixed';
const shelf = new Lock({ name: 'shelf' });
const goods = new Queue<string>(0, { name: 'goods' });
const taking = new Event({ name: 'taking' });

export function taker(): void {
  if (fixed) {
    taking.set();
    console.log(goods.get());
    return;
  }
  using _held = shelf.hold();
  taking.set();
  console.log(goods.get());
}
export function giver(): void {
  taking.wait();
  using _held = shelf.hold();
  goods.put('bread');
}

main(async () => {
  const children = [taker, giver].map((target) => new Process(target, [], { name: target.name }).start());
  for (const child of children) await child.join();
});

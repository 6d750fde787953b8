/** A bounded buffer on conditions, between processes, with several producers and consumers. */
import { main, sleep } from 'heddle';
import { Condition, Lock, Process, SharedArray, Value } from 'heddle/multiprocessing';

const lock = new Lock({ name: 'lock' });
const notEmpty = new Condition(lock, { name: 'not empty' });
const notFull = new Condition(lock, { name: 'not full' });
const slots = new SharedArray('int32', 2, { name: 'slots' });
const count = new Value('int32', 0, { name: 'count' });

export function produce(from: number): void {
  for (let i = 0; i < 4; i++) {
    if (i === 2) sleep(150);
    using _held = lock.hold();
    notFull.waitFor(() => count.value < 2);
    slots.set(count.value++, from + i);
    notEmpty.notify();
  }
}
export function consume(): void {
  for (let i = 0; i < 4; i++) {
    using _held = lock.hold();
    notEmpty.waitFor(() => count.value > 0);
    count.value--;
    notFull.notify();
  }
}

main(async () => {
  const children = [
    new Process(produce, [0], { name: 'p0' }),
    new Process(produce, [10], { name: 'p1' }),
    new Process(consume, [], { name: 'c0' }),
    new Process(consume, [], { name: 'c1' }),
  ];
  for (const child of children) child.start();
  for (const child of children) await child.join();
});

/**
 * A bounded buffer notifies that there is room where it should say that there is something.
 * @finding stall
 * @actors eater, cook
 * @resources not empty, not full
 */
import { main, sleep } from 'heddle';
import { Condition, RLock, Thread, Value } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const lock = new RLock({ name: 'buffer' });
const notEmpty = new Condition(lock, { name: 'not empty' });
const notFull = new Condition(lock, { name: 'not full' });
const count = new Value('int32', 0, { name: 'count' });
const hungry = new Value('int32', 0, { name: 'hungry' });

export function cook(): void {
  for (let waits = 0; waits === 0; sleep(2)) {
    using _held = lock.hold();
    waits = hungry.value;
  }
  for (let i = 0; i < 4; i++) {
    using _held = lock.hold();
    notFull.waitFor(() => count.value < 1);
    count.value++;
    (fixed ? notEmpty : notFull).notify();
  }
}
export function eater(): void {
  for (let i = 0; i < 4; i++) {
    using _held = lock.hold();
    hungry.value = 1;
    notEmpty.waitFor(() => count.value > 0);
    count.value--;
    notFull.notify();
  }
}

main(async () => {
  const threads = [cook, eater].map((target) => new Thread(target, [], { name: target.name }).start());
  for (const thread of threads) await thread.join();
});

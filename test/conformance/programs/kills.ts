/**
 * Processes that hold, wait, put and get are killed at random moments. The survivors go on, nothing torn is delivered,
 * and what the lock guards is repaired by the next owner, who is told. HEDDLE_KILLS sets how many die of each kind.
 */
import { main, sleepAsync } from 'heddle';
import * as mp from 'heddle/multiprocessing';
import { type Condition, type Lock, Process, type Queue, type SharedArray, type Value } from 'heddle/multiprocessing';
import { equal, finish, truthy } from './harness.ts';

const kills = Number(process.env.HEDDLE_KILLS ?? 25);

/** Under the lock the two halves are equal; who dies in between leaves them unequal, and the next owner mends that. */
export function guard(lock: Lock, halves: SharedArray, mended: Value, progress: Value): void {
  for (;;) {
    using held = lock.hold();
    const [left, right] = [halves.get(0), halves.get(1)];
    if (left !== right) {
      if (!held.abandoned)
        halves.add(2, 1); // broken, and nobody was told
      else mended.add(1);
      halves.set(1, left);
    }
    halves.set(0, left + 1);
    for (let i = 0; i < 2000; i++) Math.sqrt(i);
    halves.set(1, left + 1);
    progress.add(1);
  }
}
export function put(queue: Queue<unknown>, from: number): void {
  for (let i = 0; ; i++) queue.put({ from, i, padding: 'x'.repeat(i % 700), check: from * 1_000_003 + i });
}
export function get(
  queue: Queue<{ from: number; i: number; padding: string; check: number }>,
  bad: Value,
  got: Value,
): void {
  for (;;) {
    const item = queue.get();
    if (item.check !== item.from * 1_000_003 + item.i || item.padding.length !== item.i % 700) bad.add(1);
    got.add(1);
  }
}
export function waitOn(condition: Condition, woken: Value): void {
  for (;;) {
    using _held = condition.hold();
    if (condition.wait(50)) woken.add(1);
  }
}

async function grows(value: Value): Promise<boolean> {
  const before = value.value;
  for (let i = 0; i < 1500 && value.value === before; i++) await sleepAsync(10);
  return value.value > before;
}
/** Kills one of a staff after the other, at random moments, and hires a new one for each. */
async function massacre(hire: (number: number) => Process): Promise<Process[]> {
  let number = 0;
  const staff = [hire(number++), hire(number++)];
  for (let i = 0; i < kills; i++) {
    await sleepAsync(40 + Math.random() * 30);
    const victim = staff.shift()!;
    victim.kill();
    staff.push(hire(number++));
    await victim.join();
  }
  return staff;
}

main(async () => {
  const lock = new mp.Lock({ name: 'guard' });
  const halves = new mp.SharedArray('int32', 3);
  const mended = new mp.Value('int32', 0);
  const progress = new mp.Value('int32', 0);
  const guards = await massacre(() => new Process(guard, [lock, halves, mended, progress], { daemon: true }).start());
  truthy('lock: the survivors go on', await grows(progress));
  equal('lock: nobody found it broken without being told', halves.get(2), 0);
  for (const each of guards) each.kill();
  for (const each of guards) await each.join();
  equal('lock: main gets it after the last death', lock.acquire(20000), true);
  lock.release();

  const queue = new mp.Queue<never>(8, { name: 'items' });
  const bad = new mp.Value('int32', 0);
  const got = new mp.Value('int32', 0);
  const eater = () => new Process(get, [queue, bad, got], { daemon: true }).start();
  const keepers = [eater(), new Process(put, [queue, 9999], { daemon: true }).start()];
  const producers = await massacre((number) => new Process(put, [queue, number], { daemon: true }).start());
  truthy('queue: goes on when producers die', await grows(got));
  for (const each of producers) each.kill();
  const eaters = await massacre(eater);
  truthy('queue: goes on when consumers die', await grows(got));
  equal('queue: nothing torn', bad.value, 0);
  for (const each of [...keepers, ...eaters]) each.kill();
  for (const each of [...keepers, ...eaters]) await each.join();
  queue.tryGet();
  queue.put('after' as never, 20000);
  truthy('queue: main can still use it', queue.qsize() > 0);

  const condition = new mp.Condition();
  const woken = new mp.Value('int32', 0);
  const waiters = await massacre(() => new Process(waitOn, [condition, woken], { daemon: true }).start());
  const before = woken.value;
  for (let i = 0; i < 400 && woken.value === before; i++) {
    using _held = condition.hold(20000);
    condition.notifyAll();
    await sleepAsync(10);
  }
  truthy('condition: the living are woken', woken.value > before);
  for (const each of waiters) each.kill();
  finish();
});

import { type Event, HeddleError, main, OverReleaseError, type Semaphore } from 'heddle';
import * as mp from 'heddle/multiprocessing';
import * as th from 'heddle/threading';
import { equal, finish, throws, tookAtLeast } from './harness.ts';

export function useOne(semaphore: Semaphore, inside: th.Value | mp.Value, most: th.Value | mp.Value): void {
  using _permit = semaphore.hold();
  const now = Number(inside.add(1)) + 1;
  most.update((former) => Math.max(Number(former), now));
  for (const end = performance.now() + 5; performance.now() < end; );
  inside.add(-1);
}
export function waitFor(event: Event, count: th.Value | mp.Value): void {
  event.wait();
  count.add(1);
}

async function suite(
  domain: string,
  kit: typeof th | typeof mp,
  run: (target: never, args: unknown[]) => { start(): { join(ms?: number): Promise<boolean> } },
): Promise<void> {
  const t = (text: string) => `${domain}: ${text}`;
  const start = (target: unknown, ...args: unknown[]) => run(target as never, args).start();

  equal(t('a semaphore begins at 1'), new kit.Semaphore().value, 1);
  equal(t('options may stand first'), new kit.Semaphore({ name: 's' } as never).name, 's');
  const s = new kit.Semaphore(3);
  equal(t('value'), s.value, 3);
  s.acquire();
  s.acquire();
  equal(t('value after two'), s.value, 1);
  s.acquire();
  equal(t('acquire(0) without permits'), s.acquire(0), false);
  tookAtLeast(t('acquire(30) waits'), 30, () => s.acquire(30));
  s.release(2);
  equal(t('release(2)'), s.value, 2);
  s.release();
  s.release();
  equal(t('over-release grows'), s.value, 4);
  throws(t('release(0)'), () => s.release(0), { type: RangeError });
  throws(t('release(-1)'), () => s.release(-1), { type: RangeError });
  throws(t('release(1.5)'), () => s.release(1.5), { type: RangeError });
  throws(t('release of a string'), () => s.release('1' as never), { type: TypeError });
  throws(t('a negative initial value'), () => new kit.Semaphore(-1), {
    type: RangeError,
    code: 'ERR_HEDDLE_OUT_OF_RANGE',
  });
  throws(t('an initial value of 2^31'), () => new kit.Semaphore(2 ** 31), { type: RangeError });
  equal(t('an initial value of 2^31 - 1'), new kit.Semaphore(2 ** 31 - 1).value, 2 ** 31 - 1);
  throws(t('an initial value of 1.5'), () => new kit.Semaphore(1.5), { type: RangeError });
  throws(t('a string as initial value'), () => new kit.Semaphore('3' as never), { type: TypeError });
  equal(t('an initial value of 0'), new kit.Semaphore(0).acquire(0), false);
  const empty = new kit.Semaphore(0);
  setTimeout(() => empty.release(), 10);
  equal(t('acquireAsync waits for a permit'), await empty.acquireAsync(20000), true);
  equal(t('acquireAsync times out'), await empty.acquireAsync(10), false);

  const b = new kit.BoundedSemaphore(2);
  throws(t('bounded: release over the bound'), () => b.release(), {
    type: OverReleaseError,
    code: 'ERR_HEDDLE_OVER_RELEASE',
  });
  b.acquire();
  throws(t('bounded: release(2) with one out is all or nothing'), () => b.release(2), { type: OverReleaseError });
  equal(t('bounded: nothing was released'), b.value, 1);
  b.release();
  equal(t('bounded: full again'), b.value, 2);

  const keys = new kit.Semaphore(3);
  const inside = new kit.Value('int32', 0);
  const most = new kit.Value('int32', 0);
  const people = Array.from({ length: 8 }, () => start(useOne, keys, inside, most));
  for (const person of people) await person.join();
  equal(t('never more inside than permits'), Number(most.value) <= 3 && Number(most.value) >= 1, true);
  equal(t('all permits back'), keys.value, 3);

  const event = new kit.Event();
  equal(t('event: not set'), event.isSet(), false);
  equal(t('event: wait(0)'), event.wait(0), false);
  equal(t('event: wait(20)'), event.wait(20), false);
  const count = new kit.Value('int32', 0);
  const waiters = [start(waitFor, event, count), start(waitFor, event, count)];
  event.set();
  for (const waiter of waiters) await waiter.join();
  equal(t('event: set wakes all'), count.value, 2);
  equal(t('event: stays set'), event.wait(), true);
  event.set();
  equal(t('event: setting again'), event.isSet(), true);
  event.clear();
  equal(t('event: clear'), event.wait(0), false);
  setTimeout(() => event.set(), 10);
  equal(t('event: waitAsync'), await event.waitAsync(20000), true);

  throws(t('barrier of 0'), () => new kit.Barrier(0), { type: RangeError });
  throws(t('barrier without parties'), () => new (kit.Barrier as never as new () => unknown)(), { type: TypeError });
  const alone = new kit.Barrier(1);
  equal(t('barrier of 1: wait is 0'), alone.wait(), 0);
  equal(t('barrier of 1: again'), alone.wait(), 0);
  const two = new kit.Barrier(2, { name: 'two' });
  equal(t('barrier: parties'), two.parties, 2);
  equal(t('barrier: nWaiting'), two.nWaiting, 0);
  throws(t('barrier: timeout breaks'), () => two.wait(20), {
    name: 'BrokenBarrierError',
    code: 'ERR_HEDDLE_BROKEN_BARRIER',
  });
  equal(t('barrier: broken'), two.broken, true);
  throws(t('barrier: broken for the next too'), () => two.wait(), { name: 'BrokenBarrierError' });
  two.reset();
  equal(t('barrier: reset'), two.broken, false);
  const both = await Promise.all([two.waitAsync(20000), two.waitAsync(20000)]);
  equal(t('barrier: indexes'), both.sort(), [0, 1]);
  const first = two.waitAsync(20000).catch((error: Error) => error.name);
  await new Promise((done) => setTimeout(done, 20));
  equal(t('barrier: one waits'), two.nWaiting, 1);
  two.abort();
  equal(t('barrier: abort breaks the waiting'), await first, 'BrokenBarrierError');
  two.reset();
  const second = two.waitAsync(20000).catch((error: Error) => error.name);
  await new Promise((done) => setTimeout(done, 20));
  two.reset();
  equal(t('barrier: reset breaks the waiting'), await second, 'BrokenBarrierError');
  equal(t('barrier: whole after reset'), two.broken, false);
  throws(
    t('a HeddleError all along'),
    () => {
      two.abort();
      two.wait();
    },
    { type: HeddleError },
  );
}

main(async () => {
  await suite('threading', th, (target, args) => new th.Thread(target, args as never));
  await suite('multiprocessing', mp, (target, args) => new mp.Process(target, args as never));
  finish();
});

import {
  AcquireTimeoutError,
  HeddleError,
  type Lock,
  main,
  NotOwnerError,
  OverReleaseError,
  type RLock,
  sleep,
} from 'heddle';
import * as mp from 'heddle/multiprocessing';
import * as th from 'heddle/threading';
import { equal, finish, rejects, throws, tookAtLeast, truthy } from './harness.ts';

export function takeAndKeep(lock: Lock, taken: th.Event | mp.Event, go: th.Event | mp.Event): void {
  lock.acquire();
  taken.set();
  go.wait();
  lock.release();
}
export function releaseForeign(lock: Lock): void {
  lock.release();
}
export function tryRelease(lock: RLock, result: th.Value | mp.Value): void {
  try {
    lock.release();
  } catch (error) {
    result.value = error instanceof NotOwnerError ? 1 : 2;
  }
}
export function returnHolding(lock: Lock): void {
  lock.acquire();
}
export function dieHolding(lock: Lock): void {
  lock.acquire();
  throw new Error('dies while holding');
}

async function suite(
  domain: string,
  kit: typeof th | typeof mp,
  run: (target: never, args: unknown[]) => { start(): { join(ms?: number): Promise<boolean> } },
): Promise<void> {
  const t = (text: string) => `${domain}: ${text}`;
  const start = (target: unknown, ...args: unknown[]) => run(target as never, args).start();

  const lock = new kit.Lock({ name: 'a lock' });
  equal(t('a lock has its name'), lock.name, 'a lock');
  equal(t('a new lock is free'), lock.locked(), false);
  equal(t('acquire returns true'), lock.acquire(), true);
  equal(t('an acquired lock is locked'), lock.locked(), true);
  equal(t('acquire(0) of a held lock is false'), lock.acquire(0), false);
  tookAtLeast(t('acquire(50) waits 50 ms'), 50, () =>
    equal(t('acquire(50) of a held lock is false'), lock.acquire(50), false),
  );
  equal(t('acquireAsync(0) of a held lock is false'), await lock.acquireAsync(0), false);
  equal(t('acquireAsync(20) of a held lock is false'), await lock.acquireAsync(20), false);
  throws(t('hold(10) of a held lock'), () => lock.hold(10), {
    type: AcquireTimeoutError,
    code: 'ERR_HEDDLE_ACQUIRE_TIMEOUT',
  });
  await rejects(t('holdAsync(10) of a held lock'), lock.holdAsync(10), { type: AcquireTimeoutError });
  await rejects(
    t('runExclusive with a timeout'),
    lock.runExclusive(() => 1, 10),
    { type: AcquireTimeoutError },
  );
  lock.release();
  equal(t('a released lock is free'), lock.locked(), false);
  throws(t('release of a free lock'), () => lock.release(), {
    type: OverReleaseError,
    name: 'OverReleaseError',
    code: 'ERR_HEDDLE_OVER_RELEASE',
  });
  throws(t('over-release is a HeddleError'), () => lock.release(), { type: HeddleError });
  equal(t('an over-release leaves the lock free'), lock.acquire(0), true);
  lock.release();
  throws(t('a negative timeout'), () => lock.acquire(-1), { type: RangeError, code: 'ERR_HEDDLE_OUT_OF_RANGE' });
  throws(t('NaN as timeout'), () => lock.acquire(Number.NaN), { type: RangeError });
  throws(t('a string as timeout'), () => lock.acquire('1' as never), {
    type: TypeError,
    code: 'ERR_HEDDLE_INVALID_ARGUMENT',
  });
  equal(t('no timeout given by undefined'), lock.acquire(undefined), true);
  lock.release();
  equal(t('an infinite timeout'), lock.acquire(Number.POSITIVE_INFINITY), true);
  lock.release();
  throws(t('a number as options'), () => new kit.Lock(5 as never), { type: TypeError });
  throws(t('a number as name'), () => new kit.Lock({ name: 5 as never }), { type: TypeError });
  {
    using held = lock.hold();
    equal(t('using holds'), lock.locked(), true);
    equal(t('an ordinary hold is not abandoned'), held.abandoned, false);
  }
  equal(t('using releases'), lock.locked(), false);
  const held = lock.hold();
  held[Symbol.dispose]();
  held[Symbol.dispose]();
  equal(t('disposing twice releases once'), lock.acquire(0), true);
  lock.release();
  equal(t('runExclusive gives the result'), await lock.runExclusive(() => 42), 42);
  equal(t('runExclusive awaits'), await lock.runExclusive(async () => 43), 43);
  await rejects(
    t('runExclusive passes the error on'),
    lock.runExclusive(() => {
      throw new RangeError('x');
    }),
    { name: 'RangeError' },
  );
  equal(t('runExclusive releases after an error'), lock.locked(), false);
  lock.acquire();
  const controller = new AbortController();
  const waiting = lock.acquireAsync(undefined, { signal: controller.signal });
  controller.abort(new Error('enough'));
  let reason = '';
  await waiting.catch((error: Error) => {
    reason = error.message;
  });
  equal(t('an aborted wait rejects with the reason'), reason, 'enough');
  let early = '';
  await lock.acquireAsync(undefined, { signal: AbortSignal.abort(new Error('before')) }).catch((error: Error) => {
    early = error.message;
  });
  equal(t('a signal aborted before rejects at once'), early, 'before');
  lock.release();
  equal(t('an aborted wait takes nothing'), lock.acquire(0), true);
  const later = lock.acquireAsync();
  setTimeout(() => lock.release(), 10);
  equal(t('acquireAsync gets it when released'), await later, true);
  lock.release();

  const taken = new kit.Event();
  const go = new kit.Event();
  const other = start(takeAndKeep, lock, taken, go);
  taken.wait();
  equal(t('a lock held elsewhere is locked here'), lock.locked(), true);
  equal(t('a lock held elsewhere is not had'), lock.acquire(20), false);
  go.set();
  equal(t('blocking acquire gets it after the release elsewhere'), lock.acquire(20000), true);
  await other.join();
  await start(releaseForeign, lock).join();
  equal(t('another one may release a lock'), lock.locked(), false);
  await start(returnHolding, lock).join();
  equal(t('a lock whose holder returned stays held'), lock.acquire(200), false);
  lock.release();
  await start(dieHolding, lock).join();
  equal(t('a lock whose holder died is recovered'), lock.acquire(20000), true);
  equal(t('its next owner is told'), lock.abandoned, true);
  lock.release();
  equal(t('abandoned ends with the release'), lock.abandoned, false);

  const rlock = new kit.RLock();
  equal(t('rlock: first acquire'), rlock.acquire(), true);
  equal(t('rlock: acquire again'), rlock.acquire(0), true);
  rlock.release();
  equal(t('rlock: still held after one release'), rlock.locked(), true);
  const result = new kit.Value('int32', 0);
  await start(tryRelease, rlock, result).join();
  equal(t('rlock: release by another'), result.value, 1);
  rlock.release();
  equal(t('rlock: free after the last release'), rlock.locked(), false);
  throws(t('rlock: release without owning'), () => rlock.release(), {
    type: NotOwnerError,
    code: 'ERR_HEDDLE_NOT_OWNER',
  });
  await start(returnHolding, rlock).join();
  equal(t('rlock: freed when its owner returned'), rlock.acquire(20000), true);
  rlock.release();

  const rw = new kit.RWLock({ name: 'rw' });
  equal(t('rwlock: a reader'), rw.read.acquire(), true);
  equal(t('rwlock: a second reader'), rw.read.acquire(0), true);
  equal(t('rwlock: no writer beside readers'), rw.write.acquire(0), false);
  rw.read.release();
  rw.read.release();
  equal(t('rwlock: a writer'), rw.write.acquire(0), true);
  equal(t('rwlock: no reader beside a writer'), rw.read.acquire(0), false);
  equal(t('rwlock: no second writer'), rw.write.acquire(10), false);
  rw.write.release();
  truthy(
    t('rwlock: over-release'),
    (() => {
      try {
        rw.write.release();
        return false;
      } catch (error) {
        return error instanceof HeddleError;
      }
    })(),
  );
  {
    using _held = rw.read.hold();
    equal(t('rwlock: hold'), rw.write.acquire(0), false);
  }
  sleep(0);
}

main(async () => {
  await suite('threading', th, (target, args) => new th.Thread(target, args as never));
  await suite('multiprocessing', mp, (target, args) => new mp.Process(target, args as never));
  finish();
});

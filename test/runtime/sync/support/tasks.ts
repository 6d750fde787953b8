/** What peers do. The first words of each task's arguments are the primitives it uses. */
import { memoryOf } from '../../../../src/runtime/machine/memories.ts';
import type { Domain } from '../../../../src/runtime/machine/memory.ts';
import type { SharedBarrier } from '../../../../src/runtime/sync/barrier.ts';
import type { SharedCondition } from '../../../../src/runtime/sync/condition.ts';
import type { SharedEvent } from '../../../../src/runtime/sync/event.ts';
import type { SharedLock } from '../../../../src/runtime/sync/lock.ts';
import type { Lockable } from '../../../../src/runtime/sync/lockable.ts';
import type { SharedRLock } from '../../../../src/runtime/sync/rlock.ts';
import type { SharedRWLock } from '../../../../src/runtime/sync/rwlock.ts';
import type { SharedNumberArray } from '../../../../src/runtime/sync/shared-array.ts';
import type { SharedValue } from '../../../../src/runtime/sync/value.ts';

export * from '../../queue/tasks.ts';

/** Sets a step and wakes whoever waits for it. */
function reach(domain: Domain, place: number, value: number): void {
  memoryOf(domain).store(place, value);
  memoryOf(domain).unpark(place, Number.POSITIVE_INFINITY);
}
function await_(domain: Domain, place: number, value: number): void {
  const memory = memoryOf(domain);
  for (let now = memory.load(place); now < value; now = memory.load(place)) memory.park(place, now, 100);
}

/** Acquires, says so in step 0, holds until step 1 and releases. */
export function holdUntilTold(lock: Lockable, domain: Domain, place: number): void {
  lock.acquire();
  reach(domain, place, 1);
  await_(domain, place + 1, 1);
  lock.release();
}
/** Acquires, says so in step 0 and returns without releasing. */
export function takeAndReturn(lock: Lockable, domain: Domain, place: number): void {
  lock.acquire();
  reach(domain, place, 1);
}
/** Acquires, says so in step 0 and throws. */
export function takeAndThrow(lock: Lockable, domain: Domain, place: number): void {
  lock.acquire();
  reach(domain, place, 1);
  throw new Error('with the lock held');
}
/** Says in step 0 that it is about to acquire, does so and gives back when it did. */
export function acquireOnce(lock: Lockable, domain: Domain, place: number, timeoutMs?: number): boolean {
  reach(domain, place, 1);
  const got = lock.acquire(timeoutMs);
  if (got) lock.release();
  return got;
}
/** As acquireOnce, and says in step 1 that it got it. */
export function acquireAndTell(lock: Lockable, domain: Domain, place: number): void {
  reach(domain, place, 1);
  lock.acquire();
  memoryOf(domain).store(place + 1, 1);
}
/** Counts in a plain word, guarded by the lock: every update that is lost was a broken lock. */
export function count(lock: Lockable, domain: Domain, place: number, times: number): { longestMs: number } {
  const memory = memoryOf(domain);
  memory.add(place + 1, 1);
  await_(domain, place + 2, 1);
  let longestMs = 0;
  for (let i = 0; i < times; i++) {
    const began = i % 16 === 0 ? performance.now() : 0;
    lock.acquire();
    if (began) longestMs = Math.max(longestMs, performance.now() - began);
    memory.store(place, memory.load(place) + 1);
    lock.release();
  }
  return { longestMs };
}
/** As count, without blocking. */
export async function countAsync(lock: Lockable, domain: Domain, place: number, times: number): Promise<void> {
  const memory = memoryOf(domain);
  memory.add(place + 1, 1);
  await_(domain, place + 2, 1);
  for (let i = 0; i < times; i++) {
    await lock.acquireAsync();
    memory.store(place, memory.load(place) + 1);
    lock.release();
  }
}
/** Releases what somebody else acquired. */
export function releaseOnly(lock: SharedLock): void {
  lock.release();
}
/** Takes a permit or a lock so many times, holding it for a moment; the most that held it at once is in step 3. */
export function crowd(lock: Lockable, domain: Domain, place: number, times: number): void {
  const memory = memoryOf(domain);
  memory.add(place + 1, 1);
  await_(domain, place + 2, 1);
  for (let i = 0; i < times; i++) {
    lock.acquire();
    const inside = memory.add(place, 1) + 1;
    for (let most = memory.load(place + 3); inside > most; most = memory.load(place + 3)) {
      if (memory.compareExchange(place + 3, most, inside) === most) break;
    }
    memory.add(place, -1);
    lock.release();
  }
}
/** Waits for a condition and says how it went. Step 0 counts those who hold its lock and are about to wait. */
export function waitForNotify(condition: SharedCondition, domain: Domain, place: number, timeoutMs?: number): boolean {
  using _held = condition.hold();
  memoryOf(domain).add(place, 1);
  memoryOf(domain).unpark(place, Number.POSITIVE_INFINITY);
  const signalled = condition.wait(timeoutMs);
  memoryOf(domain).add(place + 1, 1);
  return signalled;
}
/** Adds `times` numbers below a limit, one at a time, to a shared slot that others empty. */
export function produce(condition: SharedCondition, domain: Domain, place: number, times: number): void {
  const memory = memoryOf(domain);
  for (let i = 0; i < times; i++) {
    using _held = condition.hold();
    condition.waitFor(() => memory.load(place) < 4);
    memory.add(place, 1);
    condition.notifyAll();
  }
}
/** The other side of produce. */
export function consume(condition: SharedCondition, domain: Domain, place: number, times: number): void {
  const memory = memoryOf(domain);
  for (let i = 0; i < times; i++) {
    using _held = condition.hold();
    condition.waitFor(() => memory.load(place) > 0);
    memory.add(place, -1);
    memory.add(place + 1, 1);
    condition.notifyAll();
  }
}
/** Says in step 0 that it waits, and waits for an event. */
export function waitForEvent(event: SharedEvent, domain: Domain, place: number, timeoutMs?: number): boolean {
  reach(domain, place, 1);
  return event.wait(timeoutMs);
}
/** Passes a barrier so often; after each passage everybody must have arrived as often. */
export function pass(barrier: SharedBarrier, domain: Domain, place: number, rounds: number): boolean {
  const memory = memoryOf(domain);
  for (let round = 1; round <= rounds; round++) {
    memory.add(place, 1);
    barrier.wait();
    if (memory.load(place) < round * barrier.parties) return false;
  }
  return true;
}
/** Says in step 0 that it has come, waits at a barrier and says how it went. */
export function waitAtBarrier(barrier: SharedBarrier, domain: Domain, place: number, timeoutMs?: number): number {
  memoryOf(domain).add(place, 1);
  memoryOf(domain).unpark(place, Number.POSITIVE_INFINITY);
  return barrier.wait(timeoutMs);
}
/** Reads and writes under a readers-writer lock: a reader must never see half a write. True when it did not. */
export function readAndWrite(lock: SharedRWLock, domain: Domain, place: number, times: number): boolean {
  const memory = memoryOf(domain);
  let whole = true;
  for (let i = 0; i < times; i++) {
    if (i % 5 === 0) {
      using _held = lock.write.hold();
      memory.store(place, memory.load(place) + 1);
      memory.store(place + 1, memory.load(place + 1) + 1);
    } else {
      using _held = lock.read.hold();
      whole &&= memory.load(place) === memory.load(place + 1);
    }
  }
  return whole;
}
/** Holds a side of a readers-writer lock until step 1. */
export function holdSide(lock: SharedRWLock, domain: Domain, place: number, side: 'read' | 'write'): void {
  holdUntilTold(lock[side], domain, place);
}
/** Adds one so often: to the value, to an array's element, to the value under its lock. */
export function addUp(value: SharedValue, array: SharedNumberArray, times: number): void {
  for (let i = 0; i < times; i++) {
    value.add(1);
    array.add(1, 1);
  }
}
/** Replaces a value by its successor under its lock. */
export function updateUp(value: SharedValue, times: number): void {
  for (let i = 0; i < times; i++) value.update((n) => n + 1);
}
/** Takes an RLock twice and releases it once. */
export function takeTwice(lock: SharedRLock, domain: Domain, place: number): void {
  lock.acquire();
  lock.acquire();
  lock.release();
  reach(domain, place, 1);
}
/** Releases what it does not hold and gives the error's code. */
export function codeOfRelease(lock: Lockable): string {
  try {
    lock.release();
    return 'none';
  } catch (error) {
    return (error as { code: string }).code;
  }
}
/** Locks and unlocks for ever, with a pair of words that are equal whenever the lock is free. */
export function churn(lock: Lockable, domain: Domain, place: number): void {
  const memory = memoryOf(domain);
  for (;;) {
    lock.acquire();
    memory.store(place, memory.load(place + 1) + 1);
    memory.store(place + 1, memory.load(place));
    lock.release();
  }
}
/** Answers each release of one semaphore with a release of the other. */
export function pingPong(ping: Lockable, pong: Lockable, times: number): void {
  for (let i = 0; i < times; i++) {
    ping.acquire();
    pong.release();
  }
}
/** Counts with each atomic operation; see atomics.test.ts for what must come out. */
export function hammer(domain: Domain, place: number, times: number): void {
  const memory = memoryOf(domain);
  let balance = 0;
  for (let i = 0; i < times; i++) {
    memory.add(place, 1);
    for (let now = memory.load(place + 1); ; now = memory.load(place + 1)) {
      if (memory.compareExchange(place + 1, now, now + 1) === now) break;
    }
    balance += i - memory.exchange(place + 2, i);
  }
  memory.add(place + 3, balance);
}
/** Takes what there is, one at a time, for ever. */
export function consumeForEver(condition: SharedCondition, domain: Domain, place: number): void {
  const memory = memoryOf(domain);
  for (;;) {
    using _held = condition.hold();
    condition.waitFor(() => memory.load(place) > 0);
    memory.add(place, -1);
    memory.add(place + 1, 1);
    memory.unpark(place + 1, Number.POSITIVE_INFINITY);
  }
}

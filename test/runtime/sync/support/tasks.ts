/** What peers do. The first words of each task's arguments are the primitives it uses. */
import { memoryOf } from '../../../../src/runtime/machine/memories.ts';
import type { Domain } from '../../../../src/runtime/machine/memory.ts';
import type { SharedLock } from '../../../../src/runtime/sync/lock.ts';
import type { Lockable } from '../../../../src/runtime/sync/lockable.ts';

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

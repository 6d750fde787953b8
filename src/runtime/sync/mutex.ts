/**
 * The lock under all locks. Its state is one word: the holder's number (see owners.ts) and three flags; free is 0, so that
 * taking and giving back are one compare-exchange each while nobody waits.
 *
 * Newcomers may overtake sleepers: handing a lock from sleeper to sleeper costs a wake-up each time and was 16 times
 * slower. But only so long: who has waited a millisecond enters its number in STARVER, and the next release *reserves* the
 * lock for it instead of freeing it. A reservation that is not taken up in time (its thread died, or its event loop is
 * busy) lapses: anybody may take the lock then. A reserved lock is held by nobody, so a death cannot strand it.
 *
 * The holder's death is found by waiters, who look at each slice of their sleep whether it is still there. They take the
 * lock over in its place with one compare-exchange; ABANDONED tells the new holder until it releases.
 */
import type { SharedMemory } from '../machine/memory.ts';
import { OWNER_MASK, type OwnerId, ownerId, ownerState } from '../machine/owners.ts';
import { type EventData, recorder } from '../record/recorder.ts';
import { block, blockAsync, type Wait } from './wait.ts';

/** Words of state that a mutex needs. */
export const MUTEX_WORDS = 5;

const STARVER = 1;
const RESERVED_AT = 2;
const SEQUENCE = 3;
/** How often a re-entrant holder has taken it beyond the first time. */
const DEPTH = 4;

/** Somebody may be parked on the state. */
const WAITERS = 1 << 24;
/** Free, but kept for the starver. */
const RESERVED = 1 << 25;
/** The holder took it over from a dead one. */
const ABANDONED = 1 << 26;
/** In STARVER: the lock is reserved, wake up. */
const CALLED = 1 << 24;

/** Who has waited so long is not overtaken any more. */
const STARVING_MS = 1;
/** A reservation holds so long. */
const RESERVATION_MS = 2;
/** Some turns of one who takes it and gives it back again and again: with 8 pauses two who do so were a sixth slower. */
export const PAUSES_AT_ONCE = 32;
/** The holder is looked after at most this often by one thread. */
const LOOK_MS = 40;

/** Milliseconds on the clock that all processes share, as an int32 that wraps. */
export function clockMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return (Math.imul(seconds, 1000) + Math.floor(nanoseconds / 1e6)) | 0;
}

/** A lock in shared memory. Not recorded by itself: the primitives above record their own operations. */
export class Mutex {
  readonly memory: SharedMemory;
  /** The state's word. */
  readonly word: number;
  /** This thread's number. */
  readonly me: OwnerId;
  /** A holder that has returned forgot the lock: nobody else could release it, so it is freed. */
  readonly #freeReturned: boolean;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(memory: SharedMemory, place: number, freeReturned = true) {
    this.memory = memory;
    this.word = place;
    this.me = ownerId(memory);
    this.#freeReturned = freeReturned;
  }

  /** Takes it if it is free and nobody is before us. */
  tryLock(): boolean {
    return this.memory.compareExchange(this.word, 0, this.me) === 0 || this.take(0);
  }
  /** Takes it, waiting for at most timeoutMs. */
  lock(timeoutMs = Number.POSITIVE_INFINITY): boolean {
    if (this.memory.compareExchange(this.word, 0, this.me) === 0) return true;
    return block(this.memory, new MutexWait(this), timeoutMs);
  }
  /** As lock, without blocking. */
  async lockAsync(timeoutMs = Number.POSITIVE_INFINITY, signal?: AbortSignal): Promise<boolean> {
    signal?.throwIfAborted();
    if (this.memory.compareExchange(this.word, 0, this.me) === 0) return true;
    return blockAsync(this.memory, new MutexWait(this), timeoutMs, signal);
  }
  /** Gives it back, whoever took it; false when it was not taken. */
  unlock(): boolean {
    const { memory, word, me } = this;
    return memory.compareExchange(word, me, 0) === me || this.#unlockSlowly();
  }

  /**
   * Gives it back if this thread holds it once and nobody waits. The depth is a guess until the exchange, which succeeds
   * only for the holder: nobody else changes the depth, so the guess was right.
   */
  tryUnlockLast(): boolean {
    const { memory, word, me } = this;
    return memory.peek(word + DEPTH) === 0 && memory.compareExchange(word, me, 0) === me;
  }

  /** The holder's number; 0 when it is free. */
  holder(): OwnerId {
    return this.memory.load(this.word) & OWNER_MASK;
  }
  /** True when somebody sleeps until it is released. */
  contended(): boolean {
    return (this.memory.load(this.word) & WAITERS) !== 0;
  }
  /** Said by the holder when somebody will want it at once: its release counts as awaited. */
  expectWaiter(): void {
    const { memory, word } = this;
    for (let state = memory.load(word); (state & WAITERS) === 0; state = memory.load(word)) {
      if (memory.compareExchange(word, state, state | WAITERS) === state) return;
    }
  }
  /** True when this thread holds it. */
  mine(): boolean {
    return (this.memory.load(this.word) & OWNER_MASK) === this.me;
  }
  /** True when it is held after its former holder died. */
  abandoned(): boolean {
    return (this.memory.load(this.word) & ABANDONED) !== 0;
  }
  /** The count of operations on it, advanced by one. */
  sequence(): number {
    return this.memory.add(this.word + SEQUENCE, 1) + 1;
  }
  /** How often its holder has taken it again; touched by the holder only. */
  get depth(): number {
    return this.memory.load(this.word + DEPTH);
  }
  set depth(value: number) {
    this.memory.store(this.word + DEPTH, value);
  }

  /** One try to take it when it is free, or reserved and that for us or too long ago. `flags` are added to the state. */
  take(flags: number): boolean {
    const { memory, word, me } = this;
    for (;;) {
      const state = memory.load(word);
      if ((state & OWNER_MASK) !== 0) return false;
      if ((state & RESERVED) !== 0 && !this.#mayTakeReserved()) return false;
      if (memory.compareExchange(word, state, me | (state & WAITERS) | flags) !== state) continue;
      // Who has slept longest is to be the next one: it wakes up and asks before any newcomer may.
      if (this.#clearStarver()) memory.unpark(word, 1);
      return true;
    }
  }

  /** If the holder is dead, or who it is kept for: takes its place. */
  takeOver(): boolean {
    const now = performance.now();
    if (now - this.#lookedAt < LOOK_MS) return false;
    this.#lookedAt = now;
    const { memory, word, me } = this;
    const state = memory.load(word);
    const holder = state & OWNER_MASK;
    if (holder === 0) return this.#dropDeadStarver() && this.take(WAITERS);
    if (holder === me) return false;
    const how = ownerState(memory, holder);
    if (how === 'alive' || (how === 'returned' && !this.#freeReturned)) return false;
    const mine = me | WAITERS | (how === 'died' ? ABANDONED : 0);
    if (memory.compareExchange(word, state, mine) !== state) return false;
    memory.store(word + DEPTH, 0);
    // Else our release would keep the lock for ourselves.
    this.#clearStarver();
    return true;
  }

  /** If the lock is kept for one that is dead: takes its name away. */
  #dropDeadStarver(): boolean {
    const { memory, word } = this;
    const starver = memory.load(word + STARVER);
    if (starver === 0 || ownerState(memory, starver & OWNER_MASK) === 'alive') return false;
    return memory.compareExchange(word + STARVER, starver, 0) === starver;
  }

  /** Asks for the next release to be for us; the word to park on and its value, or undefined when somebody else is first. */
  starve(): number | undefined {
    const { memory, word, me } = this;
    const starver = memory.compareExchange(word + STARVER, 0, me);
    if (starver === (me | CALLED)) memory.compareExchange(word + STARVER, starver, me);
    return starver === 0 || (starver & OWNER_MASK) === me ? me : undefined;
  }
  /** Takes that back; a reservation made for us meanwhile is cancelled. */
  stopStarving(): void {
    if (this.#clearStarver()) this.#unreserve();
  }

  /** Takes this thread's number out of STARVER, even while somebody calls it; false when it is not there. */
  #clearStarver(): boolean {
    const { memory, word, me } = this;
    for (;;) {
      const starver = memory.load(word + STARVER);
      if ((starver & OWNER_MASK) !== me) return false;
      if (memory.compareExchange(word + STARVER, starver, 0) === starver) break;
    }
    // Other waits of this thread may rely on it, and have to enter it again.
    memory.unpark(word + STARVER, Number.POSITIVE_INFINITY);
    return true;
  }
  #mayTakeReserved(): boolean {
    const { memory, word, me } = this;
    const starver = memory.load(word + STARVER);
    const who = starver & OWNER_MASK;
    if (who === 0 || who === me) return true;
    if (((clockMs() - memory.load(word + RESERVED_AT)) | 0) <= RESERVATION_MS) return false;
    // Who reserved it may not have called it yet, and then finds nobody to call.
    if (memory.compareExchange(word + STARVER, starver, 0) === starver) {
      memory.unpark(word + STARVER, Number.POSITIVE_INFINITY);
    }
    return true;
  }

  #unlockSlowly(): boolean {
    const { memory, word } = this;
    for (;;) {
      const state = memory.load(word);
      if ((state & OWNER_MASK) === 0) return false;
      if ((state & WAITERS) === 0) {
        if (memory.compareExchange(word, state, 0) === state) return true;
        continue;
      }
      const starver = memory.load(word + STARVER);
      if (starver === 0 || (starver & CALLED) !== 0) {
        if (memory.compareExchange(word, state, 0) !== state) continue;
        memory.unpark(word, 1);
        // Somebody may have become the starver after we looked, or again after having been called, and sleep on that word.
        this.#callStarver();
        return true;
      }
      memory.store(word + RESERVED_AT, clockMs());
      if (memory.compareExchange(word, state, RESERVED | WAITERS) !== state) continue;
      // It may have given up after we looked: then there is nobody to keep the lock for.
      if (!this.#callStarver()) this.#unreserve();
      return true;
    }
  }
  /** False when nobody is to be called. */
  #callStarver(): boolean {
    const { memory, word } = this;
    const starver = memory.load(word + STARVER);
    if (starver === 0 || (starver & CALLED) !== 0) return starver !== 0;
    memory.compareExchange(word + STARVER, starver, starver | CALLED);
    memory.unpark(word + STARVER, Number.POSITIVE_INFINITY);
    return true;
  }
  /** Frees the lock if it is reserved. */
  #unreserve(): void {
    const { memory, word } = this;
    const state = memory.load(word);
    if ((state & RESERVED) !== 0 && memory.compareExchange(word, state, 0) === state) memory.unpark(word, 1);
  }
}

/** One wait for a mutex. */
export class MutexWait implements Wait {
  word: number;
  expected = 0;
  readonly mutex: Mutex;
  readonly patienceMs = STARVING_MS;
  readonly pausesAtOnce = PAUSES_AT_ONCE;
  #parked = false;
  #starving = false;

  constructor(mutex: Mutex) {
    this.mutex = mutex;
    this.word = mutex.word;
  }
  attempt(): boolean {
    // Who slept takes the lock with WAITERS set: there may be others asleep, whom our waker did not wake.
    return this.mutex.take(this.#parked ? WAITERS : 0);
  }
  recover(): boolean {
    return this.mutex.takeOver();
  }
  prepare(waitedMs: number): boolean {
    const { mutex } = this;
    const { memory, word } = mutex;
    for (;;) {
      this.word = word;
      if (this.attempt()) return true;
      let state = memory.load(word);
      const reserved = (state & RESERVED) !== 0;
      if (!reserved && (state & OWNER_MASK) === 0) continue;
      this.#parked = true;
      if (!reserved && waitedMs >= STARVING_MS) {
        const starver = mutex.starve();
        if (starver !== undefined) {
          this.#starving = true;
          this.word = word + STARVER;
          this.expected = starver;
        }
      }
      // The flag is set after we became the starver, so that a release which sees the flag sees the starver, too.
      if ((state & WAITERS) === 0) {
        if (memory.compareExchange(word, state, state | WAITERS) !== state) continue;
        state |= WAITERS;
      } else if (memory.load(word) !== state) continue;
      if (this.word === word) this.expected = state;
      return false;
    }
  }
  leave(): boolean {
    if (this.attempt()) return true;
    if (this.#starving) this.mutex.stopStarving();
    return false;
  }
  outcome(): 'ok' | 'abandoned' {
    return this.mutex.abandoned() ? 'abandoned' : 'ok';
  }
  sequence(): number {
    return recorder === undefined ? 0 : this.mutex.sequence();
  }
  data(): EventData | undefined {
    return this.mutex.abandoned() ? { abandoned: true } : undefined;
  }
}

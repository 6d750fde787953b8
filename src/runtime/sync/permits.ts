/**
 * Counted permits, the state under semaphores: a word with the permits that are free, taken and given back by
 * compare-exchange. As with mutexes newcomers may overtake sleepers, but nobody starves: who has waited a millisecond
 * enters its number in STARVER, and while one stands there newcomers leave the permits to it. That claim lapses a little
 * after permits came for it, so a starver that died or whose event loop is busy keeps nobody from them.
 */
import type { SharedMemory } from '../machine/memory.ts';
import { OWNER_MASK, type OwnerId, ownerAlive, ownerId } from '../machine/owners.ts';
import { type EventData, recorder } from '../record/recorder.ts';
import { clockMs, PAUSES_AT_ONCE } from './mutex.ts';
import { block, type Wait } from './wait.ts';

/** Words of state that permits need. */
export const PERMITS_WORDS = 7;
/** The most permits there can be. */
export const MAX_PERMITS = 2 ** 31 - 1;

const STARVER = 1;
const CALLED_AT = 2;
const SEQUENCE = 3;
/** 1: somebody may be parked on WAKES. */
const WAITERS = 4;
/** The most permits a bounded one may have; 0: not bounded. */
const BOUND = 5;
/**
 * Counts wake-ups. Sleepers park on this and not on the number of permits: that may be what it was again, given back and
 * taken once more, when a sleeper who has been looked for already goes to sleep.
 */
const WAKES = 6;

/** In STARVER: there are permits for you. */
const CALLED = 1 << 24;
const STARVING_MS = 1;
const CLAIM_MS = 2;

export class Permits {
  readonly memory: SharedMemory;
  readonly word: number;
  readonly me: OwnerId;
  readonly #most: number;

  constructor(memory: SharedMemory, place: number) {
    this.memory = memory;
    this.word = place;
    this.me = ownerId(memory);
    this.#most = this.bound ?? MAX_PERMITS;
  }
  /** Fills fresh words; `bound`: the most there may ever be. */
  static init(memory: SharedMemory, place: number, value: number, bound?: number): void {
    memory.store(place, value);
    if (bound !== undefined) memory.store(place + BOUND, bound + 1);
  }

  /** Permits free now. */
  get value(): number {
    return this.memory.load(this.word);
  }
  /** The most there may be, of bounded ones. */
  get bound(): number | undefined {
    const bound = this.memory.load(this.word + BOUND);
    return bound === 0 ? undefined : bound - 1;
  }
  /** True when somebody sleeps until there are permits. */
  awaited(): boolean {
    return this.memory.load(this.word + WAITERS) !== 0 || this.memory.load(this.word + STARVER) !== 0;
  }
  sequence(): number {
    return this.memory.add(this.word + SEQUENCE, 1) + 1;
  }

  /** Takes a permit, waiting for at most timeoutMs; not recorded. */
  acquire(timeoutMs = Number.POSITIVE_INFINITY): boolean {
    if (this.take() >= 0) return true;
    return block(this.memory, new PermitsWait(this), timeoutMs);
  }

  /** Takes a permit if there is one and nobody is before us: how many are left, or -1. */
  take(): number {
    const { memory, word } = this;
    const starver = memory.peek(word + STARVER);
    if (starver !== 0 && !this.#mayPass(starver)) return -1;
    for (;;) {
      const value = memory.peek(word);
      if (value <= 0) return -1;
      if (memory.compareExchange(word, value, value - 1) !== value) continue;
      if (starver !== 0) this.clearStarver();
      return value - 1;
    }
  }

  /** Gives n permits back: how many are free then, or -1 when that would be too many. */
  give(n: number): number {
    const { memory, word } = this;
    const most = this.#most;
    for (;;) {
      const value = memory.peek(word);
      if (value > most - n) return -1;
      if (memory.compareExchange(word, value, value + n) !== value) continue;
      if (memory.load(word + STARVER) !== 0) this.callStarver();
      if (memory.load(word + WAITERS) !== 0) this.wake(n);
      return value + n;
    }
  }

  /** Gets ready to sleep; the count of wake-ups to sleep on. Permits must be tried again after this. */
  enter(): number {
    const { memory, word } = this;
    const wakes = memory.load(word + WAKES);
    memory.store(word + WAITERS, 1);
    return wakes;
  }
  /** Wakes n who sleep until there are permits. */
  wake(n: number): void {
    const { memory, word } = this;
    memory.store(word + WAITERS, 0);
    memory.add(word + WAKES, 1);
    memory.unpark(word + WAKES, n);
  }
  get wakesWord(): number {
    return this.word + WAKES;
  }

  /** Says that permits are there for the starver, who is given a little time to come. */
  callStarver(): void {
    const { memory, word } = this;
    const starver = memory.load(word + STARVER);
    if (starver === 0 || (starver & CALLED) !== 0) return;
    memory.store(word + CALLED_AT, clockMs());
    memory.compareExchange(word + STARVER, starver, starver | CALLED);
    memory.unpark(word + STARVER, Number.POSITIVE_INFINITY);
  }
  /** Enters this thread as the one not to be overtaken; false when another one is. */
  starve(): boolean {
    const { memory, word, me } = this;
    const starver = memory.compareExchange(word + STARVER, 0, me);
    if (starver === (me | CALLED)) memory.compareExchange(word + STARVER, starver, me);
    return starver === 0 || (starver & OWNER_MASK) === me;
  }
  /** Takes that back, and lets those go on who left the permits to us. */
  clearStarver(): void {
    const { memory, word, me } = this;
    for (;;) {
      const starver = memory.load(word + STARVER);
      if ((starver & OWNER_MASK) !== me) return;
      // Somebody may call us just now: with a name that stays others would leave permits to nobody.
      if (memory.compareExchange(word + STARVER, starver, 0) === starver) break;
    }
    memory.unpark(word + STARVER, Number.POSITIVE_INFINITY);
  }
  /** If the starver is dead: takes its name away. */
  dropDeadStarver(): void {
    const { memory, word } = this;
    const starver = memory.load(word + STARVER);
    if (starver === 0 || ownerAlive(memory, starver & OWNER_MASK)) return;
    memory.compareExchange(word + STARVER, starver, 0);
    memory.unpark(word + STARVER, Number.POSITIVE_INFINITY);
  }

  #mayPass(starver: number): boolean {
    const { memory, word, me } = this;
    if ((starver & OWNER_MASK) === me) return true;
    if (memory.load(word) <= 0) return false;
    if ((starver & CALLED) === 0) {
      this.callStarver();
      return false;
    }
    if (((clockMs() - memory.load(word + CALLED_AT)) | 0) <= CLAIM_MS) return false;
    if (memory.compareExchange(word + STARVER, starver, 0) === starver) {
      // Others sleep until the claim ends.
      memory.unpark(word + STARVER, Number.POSITIVE_INFINITY);
    }
    return true;
  }
}

/** One wait for a permit. */
export class PermitsWait implements Wait {
  word: number;
  expected = 0;
  patienceMs = 0;
  readonly pausesAtOnce = PAUSES_AT_ONCE;
  readonly permits: Permits;
  #parked = false;
  #starving = false;
  #left = 0;

  constructor(permits: Permits) {
    this.permits = permits;
    this.word = permits.wakesWord;
  }
  attempt(): boolean {
    const { permits } = this;
    this.#left = permits.take();
    if (this.#left < 0) return false;
    if (this.#parked) {
      // Our waker may have cleared the flag for somebody else asleep as well.
      permits.enter();
      if (permits.value > 0) permits.wake(1);
    }
    return true;
  }
  recover(): boolean {
    this.permits.dropDeadStarver();
    return this.attempt();
  }
  prepare(waitedMs: number): boolean {
    const { permits } = this;
    const { memory, word } = permits;
    for (;;) {
      if (this.attempt()) return true;
      this.#parked = true;
      this.word = permits.wakesWord;
      this.expected = permits.enter();
      if (waitedMs >= STARVING_MS && permits.starve()) {
        this.#starving = true;
        this.word = word + STARVER;
        this.expected = permits.me;
        if (memory.load(word) > 0) continue;
        return false;
      }
      const starver = memory.load(word + STARVER);
      if (memory.load(word) > 0) {
        // There are permits, but for somebody else.
        if (starver === 0) continue;
        this.word = word + STARVER;
        this.expected = starver;
        // They are ours as well once the claim on them has lapsed, of which nobody tells.
        this.patienceMs = waitedMs + CLAIM_MS + 1;
      }
      return false;
    }
  }
  leave(): boolean {
    if (this.attempt()) return true;
    if (this.#starving) this.permits.clearStarver();
    return false;
  }
  outcome(): 'ok' {
    return 'ok';
  }
  sequence(): number {
    return recorder === undefined ? 0 : this.permits.sequence();
  }
  data(): EventData {
    return { value: this.#left };
  }
}

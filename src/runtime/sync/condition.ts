/** Condition: waiting for something that is true only under a lock. */
import type { Made } from '../creation.ts';
import { NotOwnerError, typeError } from '../errors.ts';
import type { Domain } from '../machine/memory.ts';
import { type EventData, recorder, tellCause } from '../record/recorder.ts';
import { fromHandle, type Handle, toHandle } from '../shareable.ts';
import { checkInteger, checkTimeout, describe as describeValue, isRevoked } from '../validate.ts';
import { SharedLock } from './lock.ts';
import { Lockable } from './lockable.ts';
import { type Mutex, MutexWait } from './mutex.ts';
import { type AsyncOptions, asyncArguments, createNamed, isOptions, type NameOptions } from './primitive.ts';
import { SharedRLock } from './rlock.ts';
import { type Wait, waitFor, waitForAsync } from './wait.ts';
import { WAITING, WaitingLine } from './waiting-line.ts';

/** A lock that a condition may stand on. */
export type ConditionLock = SharedLock | SharedRLock;

const HEAD = 0;
const SEQUENCE = 1;
const MOST = 2 ** 31 - 1;

/** Makes a condition's state; without a lock of the caller's it gets an RLock named `<name>.lock`. */
export function makeCondition(
  domain: Domain,
  lock: ConditionLock | NameOptions | undefined,
  options: NameOptions | undefined,
  RLock: new (options: NameOptions) => SharedRLock,
): [Made, { lock: ConditionLock }] {
  const omitted = options === undefined && isOptions(lock);
  const given = omitted ? undefined : (lock as ConditionLock | undefined);
  if (given !== undefined) {
    if (isRevoked(given) || !(given instanceof SharedLock || given instanceof SharedRLock)) {
      throw typeError(`a Condition's lock must be a Lock or an RLock, got ${describeValue(given)}`);
    }
    if (given.mutex.memory.domain !== domain) {
      throw typeError(`a Condition between ${domain} needs a lock between ${domain}, got ${given}`);
    }
  }
  const made = createNamed(omitted ? lock : options, {
    kind: 'condition',
    className: 'Condition',
    domain,
    parameters: given === undefined ? '' : given.name,
    words: 2,
    ...(given === undefined ? undefined : { data: { lock: given.name } }),
  });
  return [made, { lock: given ?? new RLock({ name: `${made.name}.lock` }) }];
}

/** What Condition of heddle/threading and of heddle/multiprocessing share. */
export abstract class SharedCondition extends Lockable {
  readonly #lock: ConditionLock;
  readonly #line: WaitingLine;

  /** `extra.lock` is the lock, or its handle. */
  constructor(made: Made, extra: { lock: ConditionLock | Handle }) {
    super(made, { lock: toHandle in extra.lock ? extra.lock[toHandle]() : extra.lock });
    this.#lock = toHandle in extra.lock ? extra.lock : (fromHandle(extra.lock) as unknown as ConditionLock);
    this.#line = new WaitingLine(made.memory, made.place + HEAD);
  }
  protected override get className(): string {
    return 'Condition';
  }
  /** Acquires its lock. */
  override acquire(timeoutMs?: number): boolean {
    return this.#lock.acquire(timeoutMs);
  }
  override acquireAsync(timeoutMs?: number | AsyncOptions, options?: AsyncOptions): Promise<boolean> {
    return this.#lock.acquireAsync(timeoutMs, options);
  }
  /** Releases its lock. */
  override release(): void {
    this.#lock.release();
  }
  protected override wasAbandoned(): boolean {
    return this.#lock.abandoned;
  }

  /**
   * Releases the lock, waits to be notified and acquires the lock again, as often as it was held. False when the time ran
   * out first. NotOwnerError unless this thread holds the lock.
   */
  wait(timeoutMs?: number): boolean {
    const ms = checkTimeout(timeoutMs);
    const wait = this.#begin();
    try {
      return waitFor(this.made.memory, wait, ms, 'wait', this.made.key);
    } finally {
      waitFor(this.made.memory, new MutexWait(this.#lock.mutex), Number.POSITIVE_INFINITY, 'acquire', this.#lockKey());
      wait.resume();
    }
  }
  /** As wait, without blocking. The lock is acquired again also when the signal ends the wait. */
  async waitAsync(timeoutMs?: number | AsyncOptions, options?: AsyncOptions): Promise<boolean> {
    const { timeoutMs: ms, signal } = asyncArguments(timeoutMs, options);
    signal?.throwIfAborted();
    const wait = this.#begin();
    const { memory, key } = this.made;
    try {
      return await waitForAsync(memory, wait, ms, signal, 'wait', key);
    } finally {
      const again = new MutexWait(this.#lock.mutex);
      await waitForAsync(memory, again, Number.POSITIVE_INFINITY, undefined, 'acquire', this.#lockKey());
      wait.resume();
    }
  }
  /** Waits until the predicate is true; returns what it said last. */
  waitFor(predicate: () => boolean, timeoutMs?: number): boolean {
    checkPredicate(predicate);
    const ms = checkTimeout(timeoutMs);
    const began = performance.now();
    for (;;) {
      this.#mustHold('waitFor');
      const result = predicate();
      const left = ms - (performance.now() - began);
      if (result || left <= 0) return result;
      this.wait(left);
    }
  }
  /** As waitFor, without blocking. */
  async waitForAsync(
    predicate: () => boolean,
    timeoutMs?: number | AsyncOptions,
    options?: AsyncOptions,
  ): Promise<boolean> {
    checkPredicate(predicate);
    const { timeoutMs: ms, signal } = asyncArguments(timeoutMs, options);
    const began = performance.now();
    for (;;) {
      this.#mustHold('waitForAsync');
      const result = predicate();
      const left = ms - (performance.now() - began);
      if (result || left <= 0) return result;
      await this.waitAsync(left, { signal });
    }
  }
  /** Wakes at most n waiters, in the order they came. NotOwnerError unless this thread holds the lock. */
  notify(n = 1): void {
    this.#notify(checkInteger(n, 'n', 0, MOST), n, 'notify');
  }
  /** Wakes all waiters. NotOwnerError unless this thread holds the lock. */
  notifyAll(): void {
    this.#notify(MOST, -1, 'notifyAll');
  }
  protected override describe(): string {
    return `on ${this.#lock}`;
  }

  #notify(most: number, asked: number, what: string): void {
    this.#mustHold(what);
    const { memory, place, key } = this.made;
    if (recorder === undefined) {
      this.#line.notify(most);
      return;
    }
    // Counted before anybody wakes, told when it is known how many did.
    const sequence = memory.add(place + SEQUENCE, 1) + 1;
    const woken = this.#line.notify(most);
    // Who was woken goes on when the lock is released: that is to be told before, as if they waited for it already.
    if (woken > 0) this.#lock.mutex.expectWaiter();
    tellCause(recorder, woken > 0, 'notify', key, sequence, { n: asked, woken });
  }
  #begin(): ConditionWait {
    this.#mustHold('wait');
    return new ConditionWait(this.made, this.#lock.mutex, this.#line, this.#lockKey());
  }
  #lockKey(): Made['key'] {
    return this.#lock.key;
  }
  #mustHold(what: string): void {
    if (this.#lock.mutex.mine()) return;
    throw new NotOwnerError(
      `${what} of Condition ${JSON.stringify(this.name)} was called by a thread that does not hold its lock`,
    );
  }
}

function checkPredicate(predicate: unknown): void {
  if (typeof predicate !== 'function') {
    throw typeError(`the predicate must be a function, got ${describeValue(predicate)}`);
  }
}

class ConditionWait implements Wait {
  readonly word: number;
  readonly expected = WAITING;
  readonly #made: Made;
  readonly #mutex: Mutex;
  readonly #line: WaitingLine;
  readonly #lockKey: Made['key'];
  readonly #depth: number;
  #holding = true;

  constructor(made: Made, mutex: Mutex, line: WaitingLine, lockKey: Made['key']) {
    this.#made = made;
    this.#mutex = mutex;
    this.#line = line;
    this.#lockKey = lockKey;
    this.#depth = mutex.depth;
    this.word = line.join();
  }
  /** The first attempt lets the lock go: from then on we can be notified. */
  attempt(): boolean {
    if (this.#holding) {
      this.#holding = false;
      if (recorder !== undefined) {
        tellCause(recorder, this.#mutex.contended(), 'release', this.#lockKey, this.#mutex.sequence(), { depth: 0 });
      }
      this.#mutex.depth = 0;
      this.#mutex.unlock();
    }
    return this.#line.isNotified(this.word);
  }
  recover(): boolean {
    return false;
  }
  prepare(): boolean {
    return this.attempt();
  }
  leave(): boolean {
    return !this.#line.giveUp(this.word);
  }
  outcome(): 'ok' {
    return 'ok';
  }
  sequence(): number {
    return this.#made.memory.add(this.#made.place + SEQUENCE, 1) + 1;
  }
  data(): EventData {
    return { signalled: true };
  }
  /** The lock is held again: leaves the line and restores the depth. */
  resume(): void {
    this.#line.leave(this.word);
    this.#mutex.depth = this.#depth;
  }
}

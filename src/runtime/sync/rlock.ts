/** RLock: a lock that its thread may take again. */
import type { Made } from '../creation.ts';
import { NotOwnerError } from '../errors.ts';
import type { Domain } from '../machine/memory.ts';
import { OWNER_MASK } from '../machine/owners.ts';
import { type EventData, recorder, tellCause } from '../record/recorder.ts';
import { checkTimeout } from '../validate.ts';
import { describeHolder } from './lock.ts';
import { Lockable } from './lockable.ts';
import { MUTEX_WORDS, Mutex, MutexWait } from './mutex.ts';
import { type AsyncOptions, asyncArguments, createNamed } from './primitive.ts';
import { waitFor, waitForAsync } from './wait.ts';

/** Makes a re-entrant lock's state. */
export function makeRLock(domain: Domain, options: unknown): Made {
  return createNamed(options, { kind: 'rlock', className: 'RLock', domain, words: MUTEX_WORDS });
}

/** What RLock of heddle/threading and of heddle/multiprocessing share. */
export abstract class SharedRLock extends Lockable {
  /** @internal The lock itself; for primitives built on locks. */
  readonly mutex: Mutex;

  constructor(made: Made) {
    super(made);
    this.mutex = new Mutex(made.memory, made.place);
  }
  protected override get className(): string {
    return 'RLock';
  }
  override acquire(timeoutMs?: number): boolean {
    const { mutex } = this;
    if (timeoutMs === undefined && recorder === undefined) {
      const former = mutex.memory.compareExchange(mutex.word, 0, mutex.me);
      if (former === 0) return true;
      if ((former & OWNER_MASK) === mutex.me) {
        mutex.depth++;
        return true;
      }
    }
    return waitFor(mutex.memory, new RLockWait(mutex), checkTimeout(timeoutMs), 'acquire', this.made.key);
  }
  override async acquireAsync(timeoutMs?: number | AsyncOptions, options?: AsyncOptions): Promise<boolean> {
    const { mutex } = this;
    const { timeoutMs: ms, signal } = asyncArguments(timeoutMs, options);
    return waitForAsync(mutex.memory, new RLockWait(mutex), ms, signal, 'acquire', this.made.key);
  }
  /** Undoes one acquisition; the last one frees it. NotOwnerError when this thread does not hold it. */
  override release(): void {
    const { mutex } = this;
    if (recorder === undefined && mutex.tryUnlockLast()) return;
    if (!mutex.mine()) {
      throw new NotOwnerError(`RLock ${JSON.stringify(this.name)} was released by a thread that does not hold it`);
    }
    const { depth } = mutex;
    if (recorder !== undefined) {
      tellCause(recorder, depth === 0 && mutex.contended(), 'release', this.made.key, mutex.sequence(), { depth });
    }
    if (depth > 0) mutex.depth = depth - 1;
    else mutex.unlock();
  }
  /** True while somebody holds it. */
  locked(): boolean {
    return this.mutex.holder() !== 0;
  }
  /** True from an acquisition that recovered the lock from a dead holder until its release. */
  get abandoned(): boolean {
    return this.mutex.abandoned();
  }
  protected override wasAbandoned(): boolean {
    return this.mutex.abandoned();
  }
  protected override describe(): string {
    return describeHolder(this.mutex);
  }
}

class RLockWait extends MutexWait {
  override attempt(): boolean {
    if (!this.mutex.mine()) return super.attempt();
    this.mutex.depth++;
    return true;
  }
  override data(): EventData {
    return { depth: this.mutex.depth + 1, ...super.data() };
  }
}

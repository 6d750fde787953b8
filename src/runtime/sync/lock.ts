/** Lock, over the machine interface: threads and processes differ only in the memory it lives in. */
import { actorKeyPid, actorKeyThread } from '../../trace/schema.ts';
import type { Made } from '../creation.ts';
import { OverReleaseError } from '../errors.ts';
import type { Domain, SharedMemory } from '../machine/memory.ts';
import { ownerActor } from '../machine/owners.ts';
import { recorder, tellCause } from '../record/recorder.ts';
import { checkTimeout } from '../validate.ts';
import { Lockable } from './lockable.ts';
import { MUTEX_WORDS, Mutex, MutexWait } from './mutex.ts';
import { type AsyncOptions, asyncArguments, createNamed } from './primitive.ts';
import { waitFor, waitForAsync } from './wait.ts';

/** Makes a lock's state. */
export function makeLock(domain: Domain, options: unknown): Made {
  return createNamed(options, { kind: 'lock', className: 'Lock', domain, words: MUTEX_WORDS });
}

/** Who holds a mutex, in words. */
export function describeHolder(mutex: Mutex): string {
  const holder = mutex.holder();
  if (holder === 0) return 'free';
  const actor = ownerActor(mutex.memory, holder);
  if (actor === undefined) return 'held';
  return `held by thread ${actorKeyThread(actor)} of process ${actorKeyPid(actor)}`;
}

/** What Lock of heddle/threading and of heddle/multiprocessing share. */
export abstract class SharedLock extends Lockable {
  /** @internal The lock itself; for primitives built on locks. */
  readonly mutex: Mutex;
  readonly #memory: SharedMemory;
  readonly #word: number;
  readonly #me: number;

  constructor(made: Made) {
    super(made);
    // A holder that ended normally has handed the lock on or forgotten it: somebody else may still release it.
    this.mutex = new Mutex(made.memory, made.place, false);
    this.#memory = made.memory;
    this.#word = made.place;
    this.#me = this.mutex.me;
  }

  protected override get className(): string {
    return 'Lock';
  }
  override acquire(timeoutMs?: number): boolean {
    if (
      timeoutMs === undefined &&
      recorder === undefined &&
      this.#memory.compareExchange(this.#word, 0, this.#me) === 0
    ) {
      return true;
    }
    const { memory, key } = this.made;
    return waitFor(memory, new MutexWait(this.mutex), checkTimeout(timeoutMs), 'acquire', key);
  }
  override async acquireAsync(timeoutMs?: number | AsyncOptions, options?: AsyncOptions): Promise<boolean> {
    const { memory, key } = this.made;
    const { timeoutMs: ms, signal } = asyncArguments(timeoutMs, options);
    return waitForAsync(memory, new MutexWait(this.mutex), ms, signal, 'acquire', key);
  }
  /** Gives it back; any thread may, not only the one that acquired it. OverReleaseError when it is not held. */
  override release(): void {
    if (recorder === undefined) {
      if (this.#memory.compareExchange(this.#word, this.#me, 0) === this.#me) return;
    } else if (this.mutex.holder() !== 0) {
      tellCause(recorder, this.mutex.contended(), 'release', this.made.key, this.mutex.sequence());
    }
    if (!this.mutex.unlock()) {
      throw new OverReleaseError(`Lock ${JSON.stringify(this.name)} was released but is not held`);
    }
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

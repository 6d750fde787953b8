/** What can be held: locks, semaphores, conditions. */
import { AcquireTimeoutError } from '../errors.ts';
import { notSendableBecause } from '../payload/refuse.ts';
import { checkFunction } from '../validate.ts';
import { type AsyncOptions, asyncArguments, Primitive } from './primitive.ts';

/** A held scope: disposing it releases, once. */
export interface Held extends Disposable {
  /** True when the former holder died while holding. */
  readonly abandoned: boolean;
}

/** Something that is acquired and released. */
export abstract class Lockable extends Primitive {
  /** Acquires it, waiting for at most timeoutMs (undefined: for ever; 0: not at all). False when the time ran out. */
  abstract acquire(timeoutMs?: number): boolean;
  /** As acquire, without blocking. Rejects with the signal's reason. */
  abstract acquireAsync(timeoutMs?: number | AsyncOptions, options?: AsyncOptions): Promise<boolean>;
  /** Gives it back. */
  abstract release(): void;

  /** Acquires it for a scope: `using held = lock.hold()`. AcquireTimeoutError when the time ran out. */
  hold(timeoutMs?: number): Held {
    if (!this.acquire(timeoutMs)) throw this.#timedOut(timeoutMs);
    return new HeldScope(this, this.wasAbandoned());
  }
  /** As hold, without blocking. */
  async holdAsync(timeoutMs?: number | AsyncOptions, options?: AsyncOptions): Promise<Held> {
    if (!(await this.acquireAsync(timeoutMs, options))) throw this.#timedOut(timeoutMs);
    return new HeldScope(this, this.wasAbandoned());
  }
  /** Runs fn while it is held, without blocking meanwhile, and releases it whatever happens. */
  async runExclusive<R>(fn: () => R | Promise<R>, timeoutMs?: number): Promise<R> {
    checkFunction(fn, 'runExclusive');
    if (!(await this.acquireAsync(timeoutMs))) throw this.#timedOut(timeoutMs);
    try {
      return await fn();
    } finally {
      this.release();
    }
  }

  /** True when the acquisition just made recovered it from a dead holder. */
  protected wasAbandoned(): boolean {
    return false;
  }
  #timedOut(timeoutMs: unknown): AcquireTimeoutError {
    const { timeoutMs: ms } = asyncArguments(timeoutMs, undefined);
    return new AcquireTimeoutError(`${this.className} ${JSON.stringify(this.name)} was not acquired within ${ms} ms`);
  }
}

class HeldScope implements Held {
  readonly abandoned: boolean;
  #held: Lockable | undefined;
  constructor(held: Lockable, abandoned: boolean) {
    this.#held = held;
    this.abandoned = abandoned;
  }
  get [notSendableBecause](): string {
    return 'it is released where it was acquired; send the lock itself';
  }
  [Symbol.dispose](): void {
    const held = this.#held;
    this.#held = undefined;
    held?.release();
  }
}

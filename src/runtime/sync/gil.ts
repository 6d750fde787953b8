/**
 * A model of an interpreter lock, as CPython has one (https://docs.python.org/3/glossary.html#term-global-interpreter-lock):
 * a thread computes only while it holds it, and is asked, not forced, to let go every switch interval. Worker
 * threads have no such lock; this one makes the lesson visible.
 */
import type { Made } from '../creation.ts';
import { NotOwnerError, rangeError, typeError } from '../errors.ts';
import { recorder, tellCause } from '../record/recorder.ts';
import { checkOptions, describe } from '../validate.ts';
import { MUTEX_WORDS, Mutex, MutexWait } from './mutex.ts';
import { createNamed, Primitive, registerClass } from './primitive.ts';
import { waitFor } from './wait.ts';

const DEFAULT_INTERVAL_MS = 5;

abstract class SharedGil extends Primitive {
  /** How long a thread may compute before it is asked to let go, in milliseconds. */
  readonly switchIntervalMs: number;
  readonly #mutex: Mutex;
  #heldSince = 0;

  constructor(made: Made, extra: { switchIntervalMs: number }) {
    super(made, extra);
    this.switchIntervalMs = extra.switchIntervalMs;
    this.#mutex = new Mutex(made.memory, made.place);
  }
  protected override get className(): string {
    return 'Gil';
  }
  protected override describe(): string {
    return this.#mutex.holder() === 0 ? 'free' : 'held';
  }

  /** Runs fn (awaiting what it returns) while this thread holds the lock; taken once, however deep the calls. */
  run<R>(fn: () => R): R {
    this.#checkFunction(fn, 'run');
    if (this.#mutex.mine()) return fn();
    this.#acquire();
    return finallyDo(fn, () => this.#release());
  }
  /** Lets go if somebody waits and the switch interval is over, and takes it again. NotOwnerError outside of run. */
  checkpoint(): void {
    this.#checkHeld('checkpoint');
    if (!this.#mutex.contended() || performance.now() - this.#heldSince < this.switchIntervalMs) return;
    this.#release();
    this.#acquire();
  }
  /** Waiting work: lets go around fn. NotOwnerError outside of run. */
  released<R>(fn: () => R): R {
    this.#checkFunction(fn, 'released');
    this.#checkHeld('released');
    this.#release();
    return finallyDo(fn, () => this.#acquire());
  }

  #acquire(): void {
    const { memory, key } = this.made;
    waitFor(memory, new MutexWait(this.#mutex), Number.POSITIVE_INFINITY, 'acquire', key);
    this.#heldSince = performance.now();
  }
  #release(): void {
    if (recorder !== undefined) {
      tellCause(recorder, this.#mutex.contended(), 'release', this.made.key, this.#mutex.sequence());
    }
    this.#mutex.unlock();
  }
  #checkHeld(method: string): void {
    if (this.#mutex.mine()) return;
    throw new NotOwnerError(
      `Gil ${JSON.stringify(this.name)}: ${method} is called inside run, by the thread that runs`,
    );
  }
  #checkFunction(fn: unknown, method: string): void {
    if (typeof fn !== 'function') throw typeError(`Gil.${method} takes a function, got ${describe(fn)}`);
  }
}

function finallyDo<R>(fn: () => R, last: () => void): R {
  let result: R;
  try {
    result = fn();
  } catch (error) {
    last();
    throw error;
  }
  if (result instanceof Promise) return result.finally(last) as R;
  last();
  return result;
}

/** A model of an interpreter lock between the threads of a process. */
export class Gil extends SharedGil {
  /** `switchIntervalMs`: 0 or more milliseconds, 5 by default, as CPython's. */
  constructor(options?: { name?: string; switchIntervalMs?: number }) {
    const { switchIntervalMs = DEFAULT_INTERVAL_MS } = checkOptions<{ switchIntervalMs: unknown }>(options, 'Gil');
    if (typeof switchIntervalMs !== 'number') {
      throw typeError(`Gil switchIntervalMs must be a number of milliseconds, got ${describe(switchIntervalMs)}`);
    }
    if (!(switchIntervalMs >= 0)) throw rangeError(`Gil switchIntervalMs must be 0 or more, got ${switchIntervalMs}`);
    const made = createNamed(options, {
      kind: 'gil',
      className: 'Gil',
      domain: 'threads',
      parameters: String(switchIntervalMs),
      words: MUTEX_WORDS,
    });
    super(made, { switchIntervalMs });
  }
}
registerClass('threads', 'Gil', SharedGil as never, Gil);

/** Timer: a thread that begins later, or never. */
import { rangeError, typeError } from '../errors.ts';
import { describe } from '../validate.ts';
import type { Target } from './entry.ts';
import { Thread } from './thread.ts';

const LONGEST_MS = 2 ** 31 - 1;

/** Runs its target in a thread of its own, ms milliseconds after start, unless it is cancelled before. As Python's threading.Timer. */
// biome-ignore lint/suspicious/noExplicitAny: a target takes whatever arguments it declares
export class Timer<A extends unknown[] = any[]> extends Thread<A> {
  readonly #cancelled: Int32Array;

  constructor(ms: number, target: Target<A>, args?: A) {
    if (typeof ms !== 'number') throw typeError(`Timer takes a number of milliseconds first, got ${describe(ms)}`);
    if (!(ms >= 0 && ms <= LONGEST_MS)) throw rangeError(`Timer takes 0 to ${LONGEST_MS} milliseconds, got ${ms}`);
    const cancelled = new SharedArrayBuffer(4);
    super(target, args, undefined, { ms, cancelled });
    this.#cancelled = new Int32Array(cancelled);
  }
  /** Ends it without running the target, if that has not begun. */
  cancel(): void {
    Atomics.store(this.#cancelled, 0, 1);
    Atomics.notify(this.#cancelled, 0);
  }
}

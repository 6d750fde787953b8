/** Hands bytes to listeners; what comes before the first of them is kept for it. */
import type { Subscription } from './types.ts';

/** The most that is kept while nobody listens; then the oldest goes. */
const MAX_BACKLOG_BYTES = 8 << 20;

/** One kind of what a run tells. */
export class Feed<A extends readonly unknown[]> {
  readonly #listeners = new Set<(...args: A) => void>();
  readonly #size: (...args: A) => number;
  #backlog: A[] = [];
  #backlogBytes = 0;

  constructor(size: (...args: A) => number) {
    this.#size = size;
  }

  emit(...args: A): void {
    if (this.#listeners.size > 0) {
      for (const listener of this.#listeners) call(listener, args);
      return;
    }
    this.#backlog.push(args);
    this.#backlogBytes += this.#size(...args);
    while (this.#backlogBytes > MAX_BACKLOG_BYTES) this.#backlogBytes -= this.#size(...this.#backlog.shift()!);
  }

  subscribe(listener: (...args: A) => void): Subscription {
    // A function of one's own for each subscription, so that the same listener may be given twice.
    const own = (...args: A): void => listener(...args);
    this.#listeners.add(own);
    const backlog = this.#backlog;
    this.#backlog = [];
    this.#backlogBytes = 0;
    for (const args of backlog) call(own, args);
    return { [Symbol.dispose]: () => void this.#listeners.delete(own) };
  }
}

/** A listener that throws must not keep the others from hearing, nor end the run. */
function call<A extends readonly unknown[]>(listener: (...args: A) => void, args: A): void {
  try {
    listener(...args);
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}

/** Semaphore and BoundedSemaphore, over the machine interface. */
import type { Made } from '../creation.ts';
import { OverReleaseError, rangeError } from '../errors.ts';
import type { Domain } from '../machine/memory.ts';
import { recorder, tellCause } from '../record/recorder.ts';
import { checkInteger, checkTimeout } from '../validate.ts';
import { Lockable } from './lockable.ts';
import { MAX_PERMITS, PERMITS_WORDS, Permits, PermitsWait } from './permits.ts';
import { type AsyncOptions, asyncArguments, createNamed, isOptions, type NameOptions } from './primitive.ts';
import { waitFor, waitForAsync } from './wait.ts';

/** Makes a semaphore's state. */
export function makeSemaphore(
  domain: Domain,
  value: number | NameOptions | undefined,
  options: NameOptions | undefined,
  bounded: boolean,
): Made {
  const omitted = options === undefined && isOptions(value);
  const className = bounded ? 'BoundedSemaphore' : 'Semaphore';
  const given = omitted ? undefined : value;
  const permits = given === undefined ? 1 : checkInteger(given, `${className} value`, 0, MAX_PERMITS);
  return createNamed(omitted ? value : options, {
    kind: bounded ? 'bounded-semaphore' : 'semaphore',
    className,
    domain,
    parameters: `${permits}`,
    words: PERMITS_WORDS,
    init: (memory, place) => Permits.init(memory, place, permits, bounded ? permits : undefined),
    data: { value: permits, ...(bounded ? { capacity: permits } : undefined) },
  });
}

/** What the semaphores of heddle/threading and of heddle/multiprocessing share. */
export abstract class SharedSemaphore extends Lockable {
  readonly #permits: Permits;

  constructor(made: Made) {
    super(made);
    this.#permits = new Permits(made.memory, made.place);
  }
  protected override get className(): string {
    return 'Semaphore';
  }
  override acquire(timeoutMs?: number): boolean {
    if (timeoutMs === undefined && recorder === undefined && this.#permits.take() >= 0) return true;
    const { memory, key } = this.made;
    return waitFor(memory, new PermitsWait(this.#permits), checkTimeout(timeoutMs), 'acquire', key);
  }
  override async acquireAsync(timeoutMs?: number | AsyncOptions, options?: AsyncOptions): Promise<boolean> {
    const { memory, key } = this.made;
    const { timeoutMs: ms, signal } = asyncArguments(timeoutMs, options);
    return waitForAsync(memory, new PermitsWait(this.#permits), ms, signal, 'acquire', key);
  }
  /** Gives n permits back. Permits have no owner: anybody may. */
  override release(n = 1): void {
    if (n !== 1) checkInteger(n, 'n', 1, MAX_PERMITS);
    const permits = this.#permits;
    if (recorder !== undefined) {
      // Counted and told before the permits are free, so that it stands before the acquisitions that it makes possible.
      const value = permits.value + n;
      if (value <= (permits.bound ?? MAX_PERMITS)) {
        tellCause(recorder, permits.awaited(), 'release', this.made.key, permits.sequence(), { value, n });
      }
    }
    if (permits.give(n) >= 0) return;
    const { bound } = permits;
    if (bound === undefined) throw rangeError(`a Semaphore has at most ${MAX_PERMITS} permits`);
    throw new OverReleaseError(
      `BoundedSemaphore ${JSON.stringify(this.name)} was released too many times: it has ${bound} permits`,
    );
  }
  /** Permits free now; a snapshot. */
  get value(): number {
    return this.#permits.value;
  }
  protected override describe(): string {
    const { bound } = this.#permits;
    return `${this.value}${bound === undefined ? '' : ` of ${bound}`} free`;
  }
}

/** A semaphore that cannot be released more often than it was acquired. */
export abstract class SharedBoundedSemaphore extends SharedSemaphore {
  protected override get className(): string {
    return 'BoundedSemaphore';
  }
}

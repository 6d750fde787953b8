/**
 * Threads or children that are started in advance: each has loaded the runtime, evaluated the program's modules and waits to be
 * told its name and its target. It runs one target and ends, as any other: only the wait for its start is spared.
 */
import { LifecycleError } from '../errors.ts';
import { unrefOwn } from '../machine/keep-alive.ts';
import { isMainThread } from '../main-thread.ts';
import { checkInteger } from '../validate.ts';

/** More than this would only take memory. */
const MOST = 64;
/** How long after one was taken the next is started, so that its start does not slow down the one that was taken. */
const REFILL_MS = 50;
/** How long after a pool began, so that a short one pays nothing. */
const POOL_MS = 250;

/** How spares of a kind begin and end. */
export interface SpareKind<S> {
  /** Whether this system can have any. */
  readonly isAvailable: boolean;
  start(): S;
  /** Ends one that was not taken. */
  end(spare: S): void;
}

/** The spares of one kind. Main threads have them: those of another thread would end with it. */
export class Spares<S> {
  readonly #kind: SpareKind<S>;
  readonly #waiting = new Set<S>();
  #asked = 0;
  #pools = 0;
  #circumstances = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(kind: SpareKind<S>) {
    this.#kind = kind;
  }

  /** Keeps so many from now on. */
  keep(count: number): void {
    checkInteger(count, 'keepSpares count', 0, MOST);
    if (!isMainThread) throw new LifecycleError('keepSpares works in the main thread of a process only');
    if (!this.#kind.isAvailable) return;
    this.#asked = count;
    this.#fill();
  }
  /** Keeps at least one for as long as a pool may need a new worker; a no-op in other threads than the main one. */
  holdForPool(): Disposable {
    if (!isMainThread || !this.#kind.isAvailable) return { [Symbol.dispose]: () => {} };
    this.#pools++;
    this.#later(POOL_MS);
    let isHeld = true;
    return {
      [Symbol.dispose]: () => {
        if (isHeld && this.#pools > 0 && --this.#pools === 0) this.#fill();
        isHeld = false;
      },
    };
  }
  /** One that was started in the circumstances in which a new one would be; the oldest first. */
  take(): S | undefined {
    if (this.#waiting.size === 0) return undefined;
    this.#dismissOutdated();
    this.#later(REFILL_MS);
    const [spare] = this.#waiting;
    if (spare !== undefined) this.#waiting.delete(spare);
    return spare;
  }
  /** It has ended by itself: false when it was taken before. Another one would do the same: no more are kept. */
  lost(spare: S): boolean {
    if (!this.#waiting.delete(spare)) return false;
    this.#stop();
    return true;
  }
  /** Ends those that wait. */
  end(): void {
    clearTimeout(this.#timer);
    this.#dismiss(0);
  }

  #stop(): void {
    this.#asked = 0;
    this.#pools = 0;
  }

  #later(ms: number): void {
    if (this.#timer !== undefined) return;
    this.#timer = unrefOwn(
      setTimeout(() => {
        this.#timer = undefined;
        try {
          this.#fill();
        } catch {
          this.#stop(); // the system has no room for more; what is really needed is started at its time
        }
      }, ms),
    );
  }

  #fill(): void {
    const wanted = Math.max(this.#asked, Math.min(this.#pools, 1));
    if (wanted > 0) this.#dismissOutdated();
    this.#dismiss(wanted);
    while (this.#waiting.size < wanted) this.#waiting.add(this.#kind.start());
  }

  #dismissOutdated(): void {
    const now = circumstances();
    if (now !== this.#circumstances) this.#dismiss(0);
    this.#circumstances = now;
  }

  #dismiss(left: number): void {
    for (const spare of this.#waiting) {
      if (this.#waiting.size <= left) return;
      this.#waiting.delete(spare);
      this.#kind.end(spare);
    }
  }
}

/** What a thread or child inherits when it is started. */
function circumstances(): string {
  return JSON.stringify([folder(), process.env, process.argv, process.execArgv]);
}

function folder(): string {
  try {
    return process.cwd();
  } catch {
    return ''; // it has been removed
  }
}

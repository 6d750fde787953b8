/** Undo and redo of navigation. Pure. */

/** Positions that follow within this time of each other are one step. */
const JOIN_MS = 600;

/** Remembers where one was; wheel turns and drags in quick succession make one step. */
export class NavigationHistory<T> {
  readonly #limit: number;
  readonly #past: T[] = [];
  readonly #future: T[] = [];
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(limit = 200) {
    this.#limit = limit;
  }

  /** Call with the position that is about to be left. */
  leave(position: T, nowMs: number): void {
    const joined = nowMs - this.#lastMs < JOIN_MS && this.#past.length > 0;
    this.#lastMs = nowMs;
    this.#future.length = 0;
    if (joined) return;
    this.#past.push(position);
    if (this.#past.length > this.#limit) this.#past.shift();
  }

  /** The position before, given the present one. */
  undo(present: T): T | undefined {
    return this.#step(this.#past, this.#future, present);
  }

  /** The position that undo left. */
  redo(present: T): T | undefined {
    return this.#step(this.#future, this.#past, present);
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  #step(from: T[], to: T[], present: T): T | undefined {
    const position = from.pop();
    if (position !== undefined) to.push(present);
    this.#lastMs = Number.NEGATIVE_INFINITY;
    return position;
  }
}

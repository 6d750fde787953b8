/**
 * What time it is in a running program. Events tell it whenever they come; between them (everybody sleeps, or hangs) the
 * page's own clock carries on from the closest pair of both that was seen. Pure but for the clock that is passed in.
 */
export class LiveClock {
  readonly #clockMs: () => number;
  /** The least `page clock - trace clock` seen, in nanoseconds: the pair with the shortest way from there to here. */
  #offsetNs = Number.POSITIVE_INFINITY;
  #latestNs = 0;

  constructor(clockMs: () => number) {
    this.#clockMs = clockMs;
  }

  /** Events up to `latestNs` have come in just now. */
  observe(latestNs: number): void {
    this.#latestNs = Math.max(this.#latestNs, latestNs);
    this.#offsetNs = Math.min(this.#offsetNs, this.#clockMs() * 1e6 - latestNs);
  }

  /** The session is known to have begun `elapsedNs` ago, by the wall clock: for a page that comes back to a silent run. */
  hint(elapsedNs: number): void {
    if (elapsedNs < this.#latestNs || elapsedNs > this.#latestNs + 24 * 3600e9) return;
    this.#offsetNs = Math.min(this.#offsetNs, this.#clockMs() * 1e6 - elapsedNs);
  }

  /** The present of the program, never before its latest event. */
  now(): number {
    if (!Number.isFinite(this.#offsetNs)) return this.#latestNs;
    return Math.max(this.#latestNs, this.#clockMs() * 1e6 - this.#offsetNs);
  }
}

/** Slows a run down for as long as anybody who takes its events or output cannot keep up. */
import type { Writable } from 'node:stream';
import type { Run } from '../session/types.ts';

/** Counts who cannot keep up. */
export class Holds {
  readonly #run: Run;
  readonly #full = new Set<Writable>();

  constructor(run: Run) {
    this.#run = run;
  }

  /** Writes; while the stream is full, the run is paused. */
  write(to: Writable, data: string | Uint8Array): void {
    if (to.destroyed || to.write(data) || this.#full.has(to)) return;
    this.#full.add(to);
    this.#run.pause();
    const release = (): void => {
      to.off('drain', release);
      to.off('close', release);
      this.#full.delete(to);
      if (this.#full.size === 0) this.#run.resume();
    };
    to.on('drain', release);
    to.on('close', release);
  }
}

/** The line at the foot of a terminal that says what the program's actors are doing, while it runs. */

import { duration } from '../session/messages.ts';
import type { Run } from '../session/types.ts';
import { World } from '../trace/analysis/world.ts';
import { TraceModel } from '../trace/model.ts';

const EVERY_MS = 120;
const CLEAR = '\r\u001b[K';

/** Draws on standard error as long as it is a terminal. */
export class Progress {
  readonly #model = new TraceModel();
  readonly #world = new World(this.#model);
  readonly #began = performance.now();
  readonly #timer: NodeJS.Timeout;

  constructor(run: Run) {
    run.onFrames((bytes) => this.#model.append(bytes));
    this.#timer = setInterval(() => this.#draw(), EVERY_MS);
  }

  #draw(): void {
    this.#world.update();
    const living = this.#model.actors.filter(({ kind, announced, exit }) => kind !== 'session' && announced && !exit);
    const waiting = living.filter(({ id }) => (this.#world.blocking.get(id)?.length ?? 0) > 0).length;
    const { length } = this.#model.store;
    const parts = [
      duration(performance.now() - this.#began),
      `${living.length} running`,
      ...(waiting > 0 ? [`${waiting} of them waiting`] : []),
      `${length} events`,
    ];
    const width = process.stderr.columns ?? 80;
    process.stderr.write(`${CLEAR}${parts.join(' · ').slice(0, width - 1)}`);
  }

  /** Clears the line; nothing more is drawn. */
  end(): void {
    clearInterval(this.#timer);
    process.stderr.write(CLEAR);
  }
}

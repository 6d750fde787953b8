/** One line on a terminal that shows how a run goes on, below the program's own output. */
import { duration } from '../session/messages.ts';
import type { Tally } from './tally.ts';

const EVERY_MS = 100;
const ERASE = '\r\u001b[K';

/** Draws while it lives; whoever writes to the terminal meanwhile goes through `around`. */
export class StatusLine {
  readonly #terminal: NodeJS.WriteStream;
  readonly #tally: Tally;
  readonly #startedAt = performance.now();
  readonly #timer: NodeJS.Timeout;
  #drawn = false;
  /** The program's cursor does not stand at the start of a line: drawing would break its line. */
  #midLine = false;

  constructor(terminal: NodeJS.WriteStream, tally: Tally) {
    this.#terminal = terminal;
    this.#tally = tally;
    this.#timer = setInterval(() => this.#draw(), EVERY_MS);
    this.#timer.unref();
  }

  /** Takes the line away, lets the program's bytes through. */
  around(bytes: Uint8Array, write: () => void): void {
    this.#erase();
    write();
    if (bytes.length > 0) this.#midLine = bytes.at(-1) !== 10;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#erase();
    if (this.#midLine) this.#terminal.write('\n');
  }

  #erase(): void {
    if (this.#drawn) this.#terminal.write(ERASE);
    this.#drawn = false;
  }

  #draw(): void {
    if (this.#midLine) return;
    const { alive, waiting, events } = this.#tally;
    const time = duration(performance.now() - this.#startedAt);
    const text = `heddle ${time}: ${alive - waiting} running, ${waiting} waiting, ${events} events`;
    this.#terminal.write(`${ERASE}${text.slice(0, (this.#terminal.columns || 80) - 1)}`);
    this.#drawn = true;
  }
}

/** Counts what a run does, from its frames, in constant memory. */
import { FrameDecoder } from '../trace/codec.ts';
import { OPS, type Op, PHASES } from '../trace/schema.ts';

const number = Object.fromEntries(OPS.map((op, index) => [op, index])) as Record<Op, number>;
const WAITS = new Set((['acquire', 'wait', 'put', 'get', 'join', 'join-queue'] as const).map((op) => number[op]));
const BEGIN = PHASES.indexOf('begin');
const END = PHASES.indexOf('end');

/** The numbers that the status line shows. */
export class Tally {
  events = 0;
  readonly #decoder = new FrameDecoder();
  readonly #all = new Set<number>();
  readonly #alive = new Set<number>();
  /** Waits that each actor has open. */
  readonly #open = new Map<number, number>();

  append(frames: Uint8Array): void {
    this.#decoder.feed(frames, (batch) => {
      const { actor } = batch;
      if (batch.pid === 0) return;
      if (!this.#all.has(actor)) {
        this.#all.add(actor);
        this.#alive.add(actor);
      }
      this.events += batch.count;
      for (let row = 0; row < batch.count; row++) {
        const op = batch.op[row]!;
        if (op === number.exit) this.#alive.delete(actor);
        else if (WAITS.has(op)) {
          const open = this.#open.get(actor) ?? 0;
          if (batch.phase[row] === BEGIN) this.#open.set(actor, open + 1);
          else if (batch.phase[row] === END) this.#open.set(actor, Math.max(0, open - 1));
        }
      }
    });
  }

  /** Processes and threads seen so far. */
  get actors(): number {
    return this.#all.size;
  }
  get alive(): number {
    return this.#alive.size;
  }
  get waiting(): number {
    let waiting = 0;
    for (const actor of this.#alive) if ((this.#open.get(actor) ?? 0) > 0) waiting++;
    return waiting;
  }
}

/**
 * The analysis of a trace that was kept: its frames are taken in as they once came, and looked at in the pace at which a
 * live run is looked at. So a hang that somebody ended is found as it was while it lasted, and what was cut off in
 * mid-wait is not taken for one.
 */
import { TraceModel } from '../model.ts';
import { FRAME_HEADER_BYTES, FRAME_MAGIC } from '../wire.ts';
import { Analysis } from './analysis.ts';
import type { Finding } from './finding.ts';

/** Between two looks, in nanoseconds of the trace; in a silence each step is twice the one before. */
const STEP_NS = 40e6;
const NOTHING = new Uint8Array(0);

/** Takes in a kept trace piece by piece. */
export class Replay {
  readonly model: TraceModel;
  readonly #analysis: Analysis;
  #rest: Uint8Array = NOTHING;
  #lookedNs = 0;

  /** `fromFile`: the bytes begin behind a trace file's header (places of failures count from the file's start). */
  constructor(fromFile = false) {
    this.model = new TraceModel(fromFile);
    this.#analysis = new Analysis(this.model);
  }

  /** What was found so far. */
  get findings(): readonly Finding[] {
    return this.#analysis.findings;
  }

  /** Takes in the next bytes of frames, cut anywhere. */
  append(bytes: Uint8Array): void {
    let all = bytes;
    if (this.#rest.length > 0) {
      all = new Uint8Array(this.#rest.length + bytes.length);
      all.set(this.#rest);
      all.set(bytes, this.#rest.length);
    }
    const view = new DataView(all.buffer, all.byteOffset, all.byteLength);
    let from = 0;
    let at = 0;
    while (all.length - at >= FRAME_HEADER_BYTES) {
      const length = view.getUint16(at, true);
      // What is no frame is the reader's to refuse.
      const sound = length >= FRAME_HEADER_BYTES && all[at + 2] === FRAME_MAGIC;
      if (sound && all.length - at < length) break;
      if (sound && view.getFloat64(at + 16, true) - this.model.reader.startNs >= this.#lookedNs + STEP_NS) {
        if (at > from) this.model.append(all.subarray(from, at));
        from = at;
        this.#lookUntil(view.getFloat64(at + 16, true) - this.model.reader.startNs);
      }
      at = sound ? at + length : all.length;
    }
    if (at > from) this.model.append(all.subarray(from, at));
    this.#rest = at < all.length ? all.slice(at) : NOTHING;
  }

  /** Nothing more will come: the last look. */
  finish(): readonly Finding[] {
    const { model } = this;
    if (this.#rest.length > 0) model.append(this.#rest);
    this.#rest = NOTHING;
    model.complete();
    if (model.session) this.#analysis.look(endedByItself(model) ? Number.POSITIVE_INFINITY : model.endNs);
    return this.findings;
  }

  /** Looks as a live run would have been looked at up to a moment before which nothing more came. */
  #lookUntil(toNs: number): void {
    if (!this.model.session) return;
    for (let step = STEP_NS, at = this.#lookedNs + step; at < toNs; step *= 2, at += step) this.#analysis.look(at);
    this.#analysis.look(toNs);
    this.#lookedNs = toNs;
  }
}

/** Whether a trace goes on to its program's own end: it was neither stopped, nor killed, nor cut off. */
function endedByItself({ actors }: TraceModel): boolean {
  const main = actors.find(({ kind, announced }) => kind === 'process' && announced);
  if (main?.exit === undefined || main.exit.reason === 'signal') return false;
  return actors.every(({ exit }) => exit?.reason !== 'session');
}

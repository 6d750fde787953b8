/**
 * The recorder of one thread of a program that runs under a session: events are encoded into a small buffer and written
 * as whole frames to the event pipe, which all threads of all descendants share.
 *
 * When it is written: when the buffer is full; at an event, when the last write is 16 ms ago (so the first event
 * after a pause is seen at once, even if the thread then computes for ever); before every wait that may block; from
 * a timer, when the event loop has become idle with events in the buffer; at exit. Writing blocks: a slow reader slows
 * the program down rather than losing events.
 */
import { writeSync } from 'node:fs';
import { FrameEncoder } from '../../trace/codec.ts';
import {
  type EventData,
  OPS,
  type Op,
  OUTCOMES,
  type Outcome,
  type ResourceKey,
  type ResourceKind,
} from '../../trace/schema.ts';
import type { Domain } from '../machine/memory.ts';
import { type Recorder, setRecorder } from './recorder.ts';
import { SiteTable } from './sites.ts';

const BEGIN = 0;
const END = 1;
const INSTANT = 2;
/** What lies in the buffer is at most this old, as long as the thread does anything. */
const FLUSH_NS = 16e6;
const opNumber = Object.fromEntries(OPS.map((op, index) => [op, index])) as Record<Op, number>;
const outcomeNumber = Object.fromEntries(OUTCOMES.map((outcome, index) => [outcome, index])) as Record<Outcome, number>;
const SITE = opNumber.site;
/** The sleeper of full pipes: nobody ever wakes it. */
const napping = new Int32Array(new SharedArrayBuffer(4));

/** CLOCK_MONOTONIC in nanoseconds: one clock for all threads and processes. */
export function nowNs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e9 + nanoseconds;
}

export class SessionRecorder implements Recorder {
  readonly #encoder: FrameEncoder;
  readonly #sites: SiteTable | undefined;
  #flight = 0;
  #writtenNs = 0;
  #timer: NodeJS.Timeout | undefined;
  #gone = false;

  /** `fd` is the write end of the event pipe; `sites` false: no call sites. */
  constructor(fd: number, pid: number, thread: number, sites: boolean) {
    this.#encoder = new FrameEncoder(pid, thread, (frame) => this.#write(fd, frame));
    if (!sites) return;
    this.#sites = new SiteTable((id, { file, line, column, fn }) =>
      this.#encoder.event(nowNs(), SITE, INSTANT, 0, 0, -1, 0, 0, { id, file, line, column, fn }),
    );
  }

  begin(op: Op, resource: ResourceKey, flight: number, data?: EventData): void {
    this.#event(opNumber[op], BEGIN, flight, resource, -1, 0, true, data);
  }
  end(op: Op, resource: ResourceKey, flight: number, outcome: Outcome, rseq: number, data?: EventData): void {
    this.#event(opNumber[op], END, flight, resource, outcomeNumber[outcome], rseq, false, data);
  }
  instant(op: Op, resource: ResourceKey, rseq: number, data?: EventData): void {
    this.#event(opNumber[op], INSTANT, 0, resource, -1, rseq, true, data);
  }
  resource(key: ResourceKey, kind: ResourceKind, name: string, domain: Domain, data?: EventData): void {
    this.#event(opNumber.resource, INSTANT, 0, key, -1, 0, true, { ...data, name, kind, domain });
  }
  nextFlight(): number {
    return ++this.#flight;
  }
  flush(): void {
    if (this.#encoder.firstAtNs === 0) return;
    this.#encoder.flush();
    this.#writtenNs = nowNs();
  }

  #event(
    op: number,
    phase: number,
    flight: number,
    resource: number,
    outcome: number,
    rseq: number,
    sited: boolean,
    data: EventData | undefined,
  ): void {
    if (this.#gone) return;
    const now = nowNs();
    // The walk announces a new place, so it comes before the event that names it.
    const site = sited && this.#sites !== undefined ? this.#sites.here(op, resource, now) : 0;
    this.#encoder.event(now, op, phase, flight, resource, outcome, rseq, site, data);
    if (now - this.#writtenNs > FLUSH_NS) {
      this.#encoder.flush();
      this.#writtenNs = now;
    } else if (this.#timer === undefined) {
      this.#timer = setTimeout(this.#idle, FLUSH_NS / 1e6);
      this.#timer.unref();
    }
  }

  readonly #idle = (): void => {
    this.#timer = undefined;
    this.flush();
  };

  #write(fd: number, frame: Uint8Array): void {
    while (!this.#gone) {
      try {
        // At most 4096 bytes to a pipe are written whole or not at all.
        writeSync(fd, frame);
        return;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'EAGAIN') Atomics.wait(napping, 0, 0, 1);
        else if (code !== 'EINTR') this.#gone = true; // nobody reads any more: the program goes on unrecorded
      }
    }
    setRecorder(undefined);
  }
}

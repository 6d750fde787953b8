/**
 * One thread's recorder: events become records in a buffer of its own, and whole frames go into the event pipe with one
 * write each. A slow reader slows the program down; a reader that is gone switches recording off.
 *
 * When it is written: when the buffer is full; at an event, when the last write is 16 ms ago (so the first event after
 * a pause is seen at once, even if the thread then computes for ever); before every wait that may block; from a timer,
 * when the event loop has become idle with events in the buffer; at exit.
 */
import { writeSync } from 'node:fs';
import { FrameEncoder } from '../../trace/codec.ts';
import {
  OPS,
  type Op,
  OUTCOMES,
  type Outcome,
  PHASES,
  type ResourceKey,
  type ResourceKind,
} from '../../trace/schema.ts';
import { unrefOwn } from '../machine/keep-alive.ts';
import type { Domain } from '../machine/memory.ts';
import { IdleWatch } from './idle.ts';
import { type EventData, type Recorder, setRecorder } from './recorder.ts';
import { Sites } from './sites.ts';

/** What lies in the buffer is at most this old, as long as the thread does anything. */
const MAX_AGE_NS = 16e6;
const BEGIN = PHASES.indexOf('begin');
const END = PHASES.indexOf('end');
const INSTANT = PHASES.indexOf('instant');
const opNumbers = Object.fromEntries(OPS.map((op, index) => [op, index])) as Record<Op, number>;
const outcomeNumbers = Object.fromEntries(OUTCOMES.map((o, index) => [o, index])) as Record<Outcome, number>;
/** Operations whose instants have no call site: they are not the program's own calls. */
const WITHOUT_SITE: ReadonlySet<Op> = new Set(['actor', 'resource', 'site', 'run', 'exit', 'output', 'task', 'pass']);

const pause = new Int32Array(new SharedArrayBuffer(4));

/** CLOCK_MONOTONIC in nanoseconds. */
export function nowNs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e9 + nanoseconds;
}

/** Records this thread's events. */
export class StreamRecorder implements Recorder {
  readonly #fd: number;
  readonly #encoder: FrameEncoder;
  readonly #sites: Sites | undefined;
  readonly #idleness = new IdleWatch((n) => {
    this.#event('idle', INSTANT, 0, 0, -1, 0, false, { n });
    this.flush();
  });
  #flight = 0;
  #open = true;
  #writtenNs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(fd: number, pid: number, thread: number, sites: boolean) {
    this.#fd = fd;
    this.#encoder = new FrameEncoder(pid, thread, (frame) => this.#write(frame));
    this.#sites = sites
      ? new Sites((id, { file, line, column, fn }) =>
          this.#event('site', INSTANT, 0, 0, -1, 0, false, { id, file, line, column, fn }),
        )
      : undefined;
  }

  begin(op: Op, resource: ResourceKey, flight: number, data?: EventData, rseq = 0): void {
    if (flight > 0) this.#idleness.began();
    this.#event(op, BEGIN, flight, resource, -1, rseq, true, data);
  }

  end(op: Op, resource: ResourceKey, flight: number, outcome: Outcome, rseq: number, data?: EventData): void {
    if (flight > 0) this.#idleness.ended();
    this.#event(op, END, flight, resource, outcomeNumbers[outcome], rseq, false, data);
  }

  instant(op: Op, resource: ResourceKey, rseq: number, data?: EventData): void {
    this.#event(op, INSTANT, 0, resource, -1, rseq, !WITHOUT_SITE.has(op), data);
  }

  resource(key: ResourceKey, kind: ResourceKind, name: string, domain: Domain, data?: EventData): void {
    this.#event('resource', INSTANT, 0, key, -1, 0, true, { kind, name, domain, ...data });
  }

  nextFlight(): number {
    this.#flight = (this.#flight % 0x3fffffff) + 1;
    return this.#flight;
  }

  flush(): void {
    if (this.#encoder.firstAtNs === 0) return;
    this.#encoder.flush();
    this.#writtenNs = nowNs();
  }

  #event(
    op: Op,
    phase: number,
    flight: number,
    resource: number,
    outcome: number,
    rseq: number,
    sited: boolean,
    data: EventData | undefined,
  ): void {
    if (!this.#open) return;
    const at = nowNs();
    // The walk announces a new place, so it comes before the event that names it.
    const site = sited && this.#sites !== undefined ? this.#sites.here(opNumbers[op], resource, at) : 0;
    this.#idleness.touched();
    this.#encoder.event(at, opNumbers[op], phase, flight, resource, outcome, rseq, site, data);
    if (at - this.#writtenNs > MAX_AGE_NS) {
      this.#encoder.flush();
      this.#writtenNs = at;
    } else if (this.#timer === undefined) {
      this.#timer = setTimeout(this.#idle, MAX_AGE_NS / 1e6);
      unrefOwn(this.#timer);
    }
  }

  readonly #idle = (): void => {
    this.#timer = undefined;
    this.flush();
  };

  #write(frame: Uint8Array): void {
    while (this.#open) {
      try {
        // A pipe takes up to 4096 bytes whole or not at all.
        writeSync(this.#fd, frame, 0, frame.length);
        return;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'EAGAIN') Atomics.wait(pause, 0, 0, 1);
        else if (code !== 'EINTR') {
          this.#open = false;
          setRecorder(undefined);
        }
      }
    }
  }
}

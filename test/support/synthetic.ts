/**
 * Makes traces of programs that never ran but could have: actors take turns at locks, semaphores and queues under a
 * simulated clock, and every operation is recorded as the runtime records it. Deterministic for a seed.
 */
import { FrameEncoder } from '../../src/trace/codec.ts';
import {
  type ActorKey,
  actorKey,
  type EventData,
  OPS,
  type Op,
  OUTCOMES,
  type Outcome,
  PHASES,
  type Phase,
  type ResourceKey,
  resourceKey,
} from '../../src/trace/schema.ts';

const START_NS = 5_000_000_000_000;
const operation = Object.fromEntries(OPS.map((op, index) => [op, index])) as Record<Op, number>;

export interface SyntheticOptions {
  /** About how many events. */
  readonly events: number;
  /** How many actors besides the main one. */
  readonly lanes: number;
  readonly locks?: number;
  readonly queues?: number;
  readonly seed?: number;
  /** Bytes of a frame that make an actor write; small ones interleave finely. Default: as frames fill up. */
  readonly flushEvery?: number;
  /** About how many nanoseconds pass from one event to the next. Default: as a program does that does nothing else. */
  readonly eventNs?: number;
}

export interface SyntheticTrace {
  /** Frames, in the order in which a session would read them. */
  readonly frames: readonly Uint8Array[];
  readonly bytes: Uint8Array;
  readonly events: number;
  readonly startNs: number;
}

/** Writes a trace by hand: one call an event, one encoder an actor, frames in the order of flushes. */
export class TraceWriter {
  readonly frames: Uint8Array[] = [];
  events = 0;
  /** Nanoseconds since the start. */
  now = 0;
  readonly #encoders = new Map<ActorKey, FrameEncoder>();

  encoder(actor: ActorKey): FrameEncoder {
    let encoder = this.#encoders.get(actor);
    if (!encoder) {
      encoder = new FrameEncoder(Math.floor(actor / 65536), actor % 65536, (frame) => this.frames.push(frame.slice()));
      this.#encoders.set(actor, encoder);
    }
    return encoder;
  }
  event(
    actor: ActorKey,
    op: Op,
    phase: Phase,
    more: {
      resource?: ResourceKey;
      outcome?: Outcome;
      rseq?: number;
      site?: number;
      flight?: number;
      data?: EventData;
    } = {},
  ): void {
    this.events++;
    this.encoder(actor).event(
      START_NS + this.now,
      operation[op],
      PHASES.indexOf(phase),
      more.flight ?? 0,
      more.resource ?? 0,
      more.outcome === undefined ? -1 : OUTCOMES.indexOf(more.outcome),
      more.rseq ?? 0,
      more.site ?? 0,
      more.data,
    );
  }
  session(): void {
    const data = { startNs: START_NS, wallMs: 1_700_000_000_000, program: 'synthetic.ts', schema: 1 };
    this.event(actorKey(0, 0), 'session', 'instant', { data });
    this.flush(actorKey(0, 0));
  }
  flush(actor?: ActorKey): void {
    if (actor !== undefined) this.#encoders.get(actor)?.flush();
    else for (const encoder of this.#encoders.values()) encoder.flush();
  }
  trace(): SyntheticTrace {
    this.flush();
    return { frames: this.frames, bytes: joined(this.frames), events: this.events, startNs: START_NS };
  }
}

/** A program of many workers at few locks and queues, in processes of up to eight threads. */
export function synthesize(options: SyntheticOptions): SyntheticTrace {
  const { events, lanes, locks = Math.max(2, lanes >> 3), queues = Math.max(1, lanes >> 4), seed = 1 } = options;
  const random = generator(seed);
  // Undisturbed, a turn takes 1700 ns and makes two events.
  const slower = (options.eventNs ?? 850) / 850;
  const writer = new TraceWriter();
  writer.session();
  const keys = Array.from({ length: lanes + 1 }, (_, n) => actorKey(1000 + (n >> 3), n & 7));
  const main = keys[0]!;
  const announce = (key: ActorKey, name: string, kind: string) =>
    writer.event(key, 'actor', 'instant', {
      data: { name, kind, daemon: false, parent: main, pid: Math.floor(key / 65536) },
    });
  announce(main, 'MainProcess', 'process');
  for (let n = 0; n < 4; n++)
    for (const key of keys)
      writer.event(key, 'site', 'instant', {
        data: { id: n + 1, file: '/demo/work.ts', line: 10 + n, column: 3, fn: 'work' },
      });
  const lockKeys = Array.from({ length: locks }, (_, n) => resourceKey(n + 1, true));
  const queueKeys = Array.from({ length: queues }, (_, n) => resourceKey(locks + n + 1, true));
  lockKeys.forEach((resource, n) => {
    writer.event(main, 'resource', 'instant', {
      resource,
      data: { name: `lock ${n}`, kind: 'lock', domain: 'processes' },
    });
  });
  queueKeys.forEach((resource, n) => {
    const data = { name: `queue ${n}`, kind: 'queue', domain: 'processes', capacity: 8, value: 0 };
    writer.event(main, 'resource', 'instant', { resource, data });
  });
  keys.slice(1).forEach((key, n) => {
    writer.now += 1000;
    writer.event(main, 'start', 'instant', { data: { target: key } });
    announce(key, `worker ${n + 1}`, (n + 1) % 8 === 0 ? 'process' : 'thread');
    writer.event(key, 'run', 'instant', { data: { name: 'work' } });
  });
  writer.flush();
  const holder = new Array<number>(locks).fill(-1);
  const rseq = new Array<number>(locks + queues).fill(0);
  const depth = new Array<number>(queues).fill(0);
  const put = new Array<number>(queues).fill(0);
  const got = new Array<number>(queues).fill(0);
  const waiting = Array.from({ length: locks }, () => [] as number[]);
  const holding = new Array<number>(lanes + 1).fill(-1);
  const blocked = new Array<boolean>(lanes + 1).fill(false);
  const sinceFlush = new Array<number>(lanes + 1).fill(0);
  const outcome = 'ok';
  const granted = (n: number, lock: number) => {
    holder[lock] = n;
    holding[n] = lock;
    writer.event(keys[n]!, 'acquire', 'end', { resource: lockKeys[lock], outcome, rseq: ++rseq[lock]! });
  };
  while (writer.events < events - lanes * 4) {
    writer.now += (200 + random(3000)) * slower;
    const n = 1 + random(lanes);
    if (blocked[n]) continue;
    const key = keys[n]!;
    const lock = holding[n]!;
    if (lock >= 0) {
      writer.event(key, 'release', 'instant', { resource: lockKeys[lock], rseq: ++rseq[lock]!, site: 2 });
      holding[n] = -1;
      holder[lock] = -1;
      const next = waiting[lock]!.shift();
      if (next !== undefined) {
        blocked[next] = false;
        writer.now += 300;
        granted(next, lock);
      }
    } else if (random(4) > 0) {
      const wanted = random(locks);
      writer.event(key, 'acquire', 'begin', { resource: lockKeys[wanted], site: 1 });
      writer.now += 60;
      if (holder[wanted] === -1) granted(n, wanted);
      else {
        waiting[wanted]!.push(n);
        blocked[n] = true;
        writer.flush(key);
      }
    } else {
      const queue = random(queues);
      const puts = depth[queue] === 0 || (depth[queue]! < 8 && random(2) === 0);
      const op = puts ? 'put' : 'get';
      writer.event(key, op, 'begin', { resource: queueKeys[queue], site: 3 });
      writer.now += 150;
      depth[queue]! += puts ? 1 : -1;
      const item = puts ? ++put[queue]! : ++got[queue]!;
      const data = { item, value: depth[queue]!, size: 8 };
      writer.event(key, op, 'end', { resource: queueKeys[queue], outcome, rseq: ++rseq[locks + queue]!, data });
    }
    if (options.flushEvery !== undefined && ++sinceFlush[n]! >= options.flushEvery) {
      sinceFlush[n] = 0;
      writer.flush(key);
    }
  }
  // Everybody comes to an end: who holds lets go, who waits gets its turn.
  for (let lock = 0; lock < locks; lock++)
    for (let n = holder[lock]!; n >= 0; n = holder[lock]!) {
      writer.now += 1000;
      writer.event(keys[n]!, 'release', 'instant', { resource: lockKeys[lock], rseq: ++rseq[lock]!, site: 2 });
      holder[lock] = -1;
      const next = waiting[lock]!.shift();
      if (next !== undefined) granted(next, lock);
    }
  for (const key of keys.slice(1).concat(main)) {
    writer.now += 100;
    writer.event(key, 'exit', 'instant', { data: { reason: 'returned', code: 0 } });
  }
  return writer.trace();
}

/** Whole numbers from 0 below a bound, the same ones for the same seed. */
export function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

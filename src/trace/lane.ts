/** One actor's lane: its stream turned into spans, holds and instants, as the events come. */
import type { FrameBatch } from './frame-batch.ts';
import { fitted, lowerBound, withRoom } from './grow.ts';
import type { Resource } from './identities.ts';
import { OPS, type Op, OUTCOMES } from './schema.ts';
import { type RowGroup, SPAN_KINDS, type SpanKind, SpanRow } from './span-row.ts';
import { type EventIndex, type EventStore, NO_EVENT } from './store.ts';

const BEGIN = 0;
const END = 1;
const NO_KIND = 255;
/** No program nests deeper or has more under way at once; what goes beyond is not drawn. */
const MAX_LEVELS = 256;
const kindNumber = (kind: SpanKind) => SPAN_KINDS.indexOf(kind);
const HOLDING = kindNumber('holding');
const NAMED = kindNumber('named');
const kindOfOp = new Uint8Array(256).fill(NO_KIND);
const kinds: { readonly [O in Op]?: SpanKind } = {
  acquire: 'waiting', wait: 'waiting', put: 'waiting', get: 'waiting', 'join-queue': 'waiting',
  join: 'joining', sleep: 'sleeping', cpu: 'cpu', span: 'named', task: 'task',
}; // biome-ignore format: a table
for (const [op, kind] of Object.entries(kinds)) kindOfOp[OPS.indexOf(op as Op)] = kindNumber(kind);
/** Instants that a lane shows as points; a release is the end of a hold, an announcement nothing to look at. */
const shown = new Uint8Array(256);
for (const op of [
  'start', 'exit', 'mark', 'output', 'notify', 'set', 'clear', 'reset', 'abort', 'task-done', 'shutdown', 'close',
  'read', 'write', 'watch', 'flow', 'lost',
] as const) shown[OPS.indexOf(op)] = 1; // biome-ignore format: a table
const ACQUIRE = OPS.indexOf('acquire');
const RELEASE = OPS.indexOf('release');
const OK = OUTCOMES.indexOf('ok');
const ABANDONED = OUTCOMES.indexOf('abandoned');

/** What lanes share: names of resources, and releases by somebody who did not hold. */
export interface LaneContext {
  readonly store: EventStore;
  readonly resources: readonly Resource[];
  /** An actor released what it did not hold itself. */
  foreignRelease(resource: number, at: number, event: EventIndex): void;
  /** Permits of this semaphore pass from one to the other as signals: nobody holds them. */
  isSignal(resource: number): boolean;
}

export class Lane {
  /** Id of its actor. */
  readonly actor: number;
  /** What the actor itself does and waits for, outermost first; where there is nothing, it runs. */
  readonly state: SpanRow[] = [];
  /** Asynchronous operations under way beside it. */
  readonly flights: SpanRow[] = [];
  /** What it holds. */
  readonly holds: SpanRow[] = [];
  /** Spans that the program named, and tasks. */
  readonly named: SpanRow[] = [];
  /** Points in time, in order: their times and events. */
  instantCount = 0;
  instantAt = new Float64Array(8);
  instants = new Uint32Array(8);
  /** Time of its first and last event. */
  firstNs = Number.POSITIVE_INFINITY;
  lastNs = 0;
  readonly #context: LaneContext;
  /** Operations under way, outermost first; the row of each has its depth as level. */
  readonly #stack: number[] = [];
  readonly #namedStack: number[] = [];
  readonly #openFlights = new Map<number, SpanRow>();
  /** Open holds: resource, row and depth of each. */
  readonly #held: { resource: number; row: SpanRow; depth: number }[] = [];
  /** Where its events stand in the store: first index of each run, and how many stand before it. */
  #runs = new Uint32Array(8);
  #runsBefore = new Uint32Array(8);
  #runCount = 0;
  #eventCount = 0;

  constructor(actor: number, context: LaneContext) {
    this.actor = actor;
    this.#context = context;
  }

  /** Takes in a frame of its stream that stands in the store from `first`. */
  take(batch: FrameBatch, first: EventIndex, resources: Uint32Array, startNs: number): void {
    this.#addRun(first, batch.count);
    this.firstNs = Math.min(this.firstNs, batch.atNs[0]! - startNs);
    const { op: ops, phase: phases, atNs, flight: flights } = batch;
    for (let row = 0; row < batch.count; row++) {
      const op = ops[row]!;
      const at = atNs[row]! - startNs;
      const kind = kindOfOp[op]!;
      if (kind === NO_KIND) {
        if (op === RELEASE) this.#release(resources[row]!, at, first + row);
        else if (shown[op] === 1) this.addInstant(at, first + row);
        continue;
      }
      const flight = flights[row]!;
      const resource = resources[row]!;
      const stack = kind >= NAMED ? this.#namedStack : this.#stack;
      if (phases[row] === BEGIN) {
        if (flight > 0) {
          const free = this.#free(this.flights, 'flight', at, kind, resource, first + row);
          if (free) this.#openFlights.set(flight, free);
        } else if (stack.length < MAX_LEVELS) {
          const level = stack.length;
          const rows = kind >= NAMED ? this.named : this.state;
          rows[level] ??= new SpanRow(kind >= NAMED ? 'named' : 'state', level);
          rows[level].push(at, kind, resource, first + row);
          stack.push(op);
        }
      } else if (phases[row] === END) {
        if (flight > 0) {
          this.#openFlights.get(flight)?.close(at, first + row);
          this.#openFlights.delete(flight);
        } else this.#end(stack, kind >= NAMED ? this.named : this.state, op, at, first + row);
        if (op === ACQUIRE && (batch.outcome[row] === OK || batch.outcome[row] === ABANDONED))
          this.#acquired(resource, at, first + row);
      }
    }
    this.lastNs = Math.max(this.lastNs, batch.atNs[batch.count - 1]! - startNs);
  }

  /** Ends the innermost operation of this kind, and what was lost inside it; without its begin there is no span. */
  #end(stack: number[], rows: SpanRow[], op: number, at: number, event: EventIndex): void {
    const depth = stack.lastIndexOf(op);
    if (depth < 0) return;
    for (let level = stack.length - 1; level > depth; level--) rows[level]!.close(at, NO_EVENT);
    rows[depth]!.close(at, event);
    stack.length = depth;
  }

  #free(
    rows: SpanRow[],
    group: RowGroup,
    at: number,
    kind: number,
    resource: number,
    event: EventIndex,
  ): SpanRow | undefined {
    let level = 0;
    while (rows[level]?.open) level++;
    if (level >= MAX_LEVELS) return undefined;
    rows[level] ??= new SpanRow(group, level);
    const row = rows[level]!;
    row.push(at, kind, resource, event);
    return row;
  }

  #acquired(resource: number, at: number, event: EventIndex): void {
    const known = this.#context.resources[resource - 1];
    if (known === undefined || this.#context.isSignal(resource - 1)) return;
    const kind = known.kind;
    if (kind !== 'semaphore' && kind !== 'bounded-semaphore') {
      const index = this.#heldIndex(resource);
      if (index >= 0) {
        if (kind !== 'lock' && kind !== 'gil') {
          this.#held[index]!.depth++;
          return;
        }
        this.#letGo(index, at, NO_EVENT); // somebody else had released it
      }
    }
    const row = this.#free(this.holds, 'hold', at, HOLDING, resource, event);
    if (row) this.#held.push({ resource, row, depth: 1 });
  }

  #heldIndex(resource: number): number {
    for (let index = this.#held.length - 1; index >= 0; index--)
      if (this.#held[index]!.resource === resource) return index;
    return -1;
  }

  #letGo(index: number, at: number, event: EventIndex): void {
    this.#held[index]!.row.close(at, event);
    this.#held.splice(index, 1);
  }

  #release(resource: number, at: number, event: EventIndex): void {
    if (resource === 0) return;
    const kind = this.#context.resources[resource - 1]?.kind;
    const semaphore = kind === 'semaphore' || kind === 'bounded-semaphore';
    let left = semaphore ? Math.max(1, this.#context.store.number(event, 'n') || 1) : 1;
    for (let index = this.#heldIndex(resource); left > 0; left--, index = this.#heldIndex(resource)) {
      if (index < 0) {
        this.#context.foreignRelease(resource - 1, at, event);
        return;
      }
      if (--this.#held[index]!.depth === 0) this.#letGo(index, at, event);
    }
  }

  /** Since when it holds this resource, or Infinity when it does not. */
  holdsSince(resource: number): number {
    const index = this.#heldIndex(resource + 1);
    const row = this.#held[index]?.row;
    return row ? row.start[row.length - 1]! : Number.POSITIVE_INFINITY;
  }

  /** Ends its hold, because somebody else released it. */
  endHold(resource: number, at: number, event: EventIndex): void {
    const index = this.#heldIndex(resource + 1);
    if (index >= 0) this.#letGo(index, at, event);
  }

  addInstant(at: number, event: EventIndex): void {
    const slot = this.instantCount++;
    this.instantAt = withRoom(this.instantAt, this.instantCount);
    this.instants = withRoom(this.instants, this.instantCount);
    this.instantAt[slot] = slot > 0 ? Math.max(at, this.instantAt[slot - 1]!) : at;
    this.instants[slot] = event;
  }

  #addRun(first: EventIndex, count: number): void {
    const slot = this.#runCount++;
    this.#runs = withRoom(this.#runs, this.#runCount);
    this.#runsBefore = withRoom(this.#runsBefore, this.#runCount);
    this.#runs[slot] = first;
    this.#runsBefore[slot] = this.#eventCount;
    this.#eventCount += count;
  }

  /** Gives back the room for what will not come. */
  trim(): void {
    for (const rows of [this.state, this.flights, this.holds, this.named]) for (const row of rows) row.trim();
    this.instantAt = fitted(this.instantAt, this.instantCount);
    this.instants = fitted(this.instants, this.instantCount);
    this.#runs = fitted(this.#runs, this.#runCount);
    this.#runsBefore = fitted(this.#runsBefore, this.#runCount);
  }

  /** How many events it has. */
  get eventCount(): number {
    return this.#eventCount;
  }

  /** Its nth event. */
  event(n: number): EventIndex {
    if (!(n >= 0 && n < this.#eventCount)) return NO_EVENT;
    const run = lowerBound(this.#runsBefore, this.#runCount, n + 1) - 1;
    return this.#runs[run]! + (n - this.#runsBefore[run]!);
  }

  /** Number of its first event at or after this time; eventCount when there is none. */
  eventFrom(time: number): number {
    let low = 0;
    let high = this.#eventCount;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#context.store.at(this.event(middle)) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

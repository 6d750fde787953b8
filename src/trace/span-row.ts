/**
 * One row of a lane: spans that do not overlap, in order of time, as columns.
 *
 * Level of detail: spans narrower than the resolution are merged with their tiny neighbours that begin in the same
 * cell of a grid. The grid is laid from time zero in cells of a power of two, so what is merged depends on the
 * resolution alone and not on where the window stands: nothing flickers while panning, and zooming changes it in
 * steps. A wide span always stands alone, and so does every gap of a cell or more.
 */
import { fitted, gallop, lowerBound, withRoom } from './grow.ts';
import { type EventIndex, NO_EVENT } from './store.ts';

export const SPAN_KINDS = ['waiting', 'sleeping', 'joining', 'cpu', 'holding', 'named', 'task'] as const;
export type SpanKind = (typeof SPAN_KINDS)[number];
/** Kind number of merged spans of several kinds. */
export const MIXED = 255;
/** How many of merged spans are asked for their kind. */
const SAMPLES = 8;

/** Spans as they are to be drawn; reused between calls. */
export class SpanSlice {
  length = 0;
  start = new Float64Array(256);
  /** Infinity: still open. */
  end = new Float64Array(256);
  /** First span in the row, and how many stand for it. */
  first = new Uint32Array(256);
  count = new Uint32Array(256);
  /** Index into SPAN_KINDS, or MIXED. */
  kind = new Uint8Array(256);
  /** Resource id + 1; 0: none, or several. */
  resource = new Uint32Array(256);

  add(row: SpanRow, first: number, count: number): void {
    const slot = this.length++;
    if (slot >= this.start.length) {
      this.start = withRoom(this.start, this.length);
      this.end = withRoom(this.end, this.length);
      this.first = withRoom(this.first, this.length);
      this.count = withRoom(this.count, this.length);
      this.kind = withRoom(this.kind, this.length);
      this.resource = withRoom(this.resource, this.length);
    }
    this.start[slot] = row.start[first]!;
    this.end[slot] = row.end[first + count - 1]!;
    this.first[slot] = first;
    this.count[slot] = count;
    let kind = row.kind[first]!;
    let resource = row.resource[first]!;
    const step = Math.max(1, Math.floor(count / SAMPLES));
    for (let index = first + step; index < first + count; index += step) {
      if (row.kind[index] !== kind) kind = MIXED;
      if (row.resource[index] !== resource) resource = 0;
    }
    this.kind[slot] = kind;
    this.resource[slot] = resource;
  }
}

export type RowGroup = 'state' | 'flight' | 'hold' | 'named';

export class SpanRow {
  readonly group: RowGroup;
  /** Depth of nesting within the group. */
  readonly level: number;
  length = 0;
  start = new Float64Array(16);
  /** Infinity while open. */
  end = new Float64Array(16);
  /** Events of both ends; NO_EVENT: missing. */
  begin = new Uint32Array(16);
  finish = new Uint32Array(16);
  /** Resource id + 1. */
  resource = new Uint32Array(16);
  kind = new Uint8Array(16);

  constructor(group: RowGroup, level: number) {
    this.group = group;
    this.level = level;
  }

  /** True while its last span has no end. */
  get open(): boolean {
    return this.length > 0 && this.end[this.length - 1] === Number.POSITIVE_INFINITY;
  }

  push(start: number, kind: number, resource: number, begin: EventIndex): void {
    const slot = this.length++;
    if (slot >= this.start.length) {
      this.start = withRoom(this.start, this.length);
      this.end = withRoom(this.end, this.length);
      this.begin = withRoom(this.begin, this.length);
      this.finish = withRoom(this.finish, this.length);
      this.resource = withRoom(this.resource, this.length);
      this.kind = withRoom(this.kind, this.length);
    }
    // Order holds whatever the clock did: a span begins where the one before ended, at the earliest.
    this.start[slot] = slot > 0 && !(start >= this.end[slot - 1]!) ? this.end[slot - 1]! : start;
    this.end[slot] = Number.POSITIVE_INFINITY;
    this.begin[slot] = begin;
    this.finish[slot] = NO_EVENT;
    this.resource[slot] = resource;
    this.kind[slot] = kind;
  }

  /** Ends the open span. */
  close(at: number, finish: EventIndex): void {
    const slot = this.length - 1;
    this.end[slot] = Math.max(at, this.start[slot]!);
    this.finish[slot] = finish;
  }

  /** Gives back the room for spans that will not come. */
  trim(): void {
    this.start = fitted(this.start, this.length);
    this.end = fitted(this.end, this.length);
    this.begin = fitted(this.begin, this.length);
    this.finish = fitted(this.finish, this.length);
    this.resource = fitted(this.resource, this.length);
    this.kind = fitted(this.kind, this.length);
  }

  /** The span at this time, or -1 in a gap. */
  at(time: number): number {
    const index = lowerBound(this.end, this.length, time);
    return index < this.length && this.start[index]! <= time ? index : -1;
  }

  /** The spans between t0 and t1, merged for cells of `cellNs` (a power of two; see cellFor). Returns `out`. */
  slice(t0: number, t1: number, cellNs: number, out: SpanSlice): SpanSlice {
    out.length = 0;
    const { start, end, length } = this;
    let index = lowerBound(end, length, t0);
    // What begins in the cell of the window's edge belongs to the same merged span wherever the window stands.
    if (index > 0 && index < length && end[index]! - start[index]! < cellNs)
      index = Math.min(index, lowerBound(start, length, Math.floor(start[index]! / cellNs) * cellNs));
    while (index < length && start[index]! <= t1) {
      if (end[index]! - start[index]! >= cellNs) {
        out.add(this, index++, 1);
        continue;
      }
      const cellEnd = (Math.floor(start[index]! / cellNs) + 1) * cellNs;
      let next = Math.max(index + 1, gallop(start, length, cellEnd, index));
      // Only the last to begin in a cell can be as wide as one.
      if (next - index > 1 && end[next - 1]! - start[next - 1]! >= cellNs) next--;
      out.add(this, index, next - index);
      index = next;
    }
    return out;
  }
}

/** The cell for a view of so many nanoseconds a pixel: the power of two that is at least one pixel. */
export function cellFor(nsPerPixel: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(nsPerPixel, 2 ** -20)));
}

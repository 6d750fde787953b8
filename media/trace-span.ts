/** A span of the model's rows as the page sees it. Thousands are made for a picture, so what few ask for is found only then. */

import type { Lane as ModelLane } from '../src/trace/lane.ts';
import type { Op, Outcome } from '../src/trace/schema.ts';
import { MIXED, SPAN_KINDS, type SpanRow } from '../src/trace/span-row.ts';
import { type EventStore, NO_EVENT } from '../src/trace/store.ts';
import type { ActorLane, Span, SpanKind } from './scene.ts';
import type { TraceLanes } from './trace-lanes.ts';

/** The groups of rows of a lane, in the order in which they are drawn. */
export type RowGroup = 'state' | 'flights' | 'holds' | 'named';
export const ROW_GROUPS: readonly RowGroup[] = ['named', 'state', 'flights', 'holds'];
const LETTERS: Readonly<Record<RowGroup, string>> = { state: 's', flights: 'f', holds: 'h', named: 'n' };
const KINDS: readonly SpanKind[] = SPAN_KINDS.map((kind) => (kind === 'named' ? 'custom' : kind));

/** What all spans of one lane share. */
export interface LaneOfSpans {
  readonly store: EventStore;
  readonly lanes: TraceLanes;
  readonly lane: ModelLane;
  readonly shown: ActorLane;
  /** Where open spans end. */
  readonly endNs: number;
}

/** One span, or several that are merged. */
export class TraceSpan implements Span {
  readonly type = 'span';
  readonly kind: SpanKind;
  readonly startNs: number;
  readonly endNs: number;
  readonly open: boolean;
  readonly count: number;
  readonly #of: LaneOfSpans;
  readonly #group: RowGroup;
  readonly #row: SpanRow;
  readonly #first: number;
  readonly #resource: number;

  constructor(
    of: LaneOfSpans,
    group: RowGroup,
    row: SpanRow,
    first: number,
    count: number,
    kind: number,
    resource: number,
  ) {
    this.#of = of;
    this.#group = group;
    this.#row = row;
    this.#first = first;
    this.#resource = resource;
    this.count = count;
    this.kind = kind === MIXED ? 'waiting' : KINDS[kind]!;
    this.startNs = row.start[first]!;
    const end = row.end[first + count - 1]!;
    const open = end === Number.POSITIVE_INFINITY;
    this.endNs = open ? Math.max(of.endNs, this.startNs) : end;
    this.open = open && of.shown.endNs === undefined;
  }

  get id(): string {
    const { count } = this;
    return `${this.lane}${LETTERS[this.#group]}${this.#row.level}.${this.#first}${count > 1 ? `+${count}` : ''}`;
  }
  get lane(): string {
    return this.#of.shown.id;
  }
  get op(): Op | undefined {
    const begin = this.#row.begin[this.#first]!;
    return begin === NO_EVENT ? undefined : this.#of.store.op(begin);
  }
  get resource(): string | undefined {
    return this.#resource > 0 ? this.#of.lanes.resourceId(this.#resource - 1) : undefined;
  }
  get outcome(): Outcome | undefined {
    const finish = this.#row.finish[this.#first + this.count - 1]!;
    return finish === NO_EVENT || this.#group === 'holds' ? undefined : this.#of.store.outcome(finish);
  }
  get name(): string | undefined {
    const data = this.#data();
    if (typeof data?.name === 'string') return data.name;
    return this.kind === 'task' ? (typeof data?.n === 'number' ? String(data.n) : '') : undefined;
  }
  get target(): string | undefined {
    return this.kind === 'joining' ? this.#of.lanes.byKey(this.#data()?.target) : undefined;
  }

  /** Boxes stand on what surrounds them: named spans below, holds on them, waits on what is held at their begin. */
  get row(): number {
    const { lane, lanes, shown } = this.#of;
    if (this.kind === 'sleeping' || this.kind === 'cpu') return 0;
    if (this.#group === 'named') return this.#row.level;
    const ground = lane.named.length;
    if (this.#group === 'holds') return ground + this.#row.level;
    // Of merged ones nobody can see what they stood on.
    let held = this.count > 1 ? 0 : this.#heldAround();
    if (this.#group === 'flights' && lane.holds.length > 0 && this.#row.level > 0) held = Math.max(held, 1);
    const place = ground + held + this.#row.level;
    if (place + 1 > shown.rows) lanes.growRows(lane.actor, place + 1);
    return place;
  }

  /** The events of both ends. */
  get events(): { readonly begin: number; readonly finish: number } {
    return { begin: this.#row.begin[this.#first]!, finish: this.#row.finish[this.#first + this.count - 1]! };
  }

  #heldAround(): number {
    const { holds } = this.#of.lane;
    for (let level = holds.length - 1; level >= 0; level--) {
      const hold = holds[level]!;
      const at = hold.at(this.startNs);
      // A hold that ends where the wait begins, or begins where it ends, is not around it.
      if (at >= 0 && hold.start[at]! < this.startNs && hold.end[at]! > this.startNs) return level + 1;
    }
    return 0;
  }

  #data() {
    const begin = this.#row.begin[this.#first]!;
    return begin === NO_EVENT ? undefined : this.#of.store.data(begin);
  }
}

/** Where the span with this id stands. */
export function placeOfSpan(id: string): { actor: number; group: RowGroup; level: number; first: number } | undefined {
  const parts = /^a(\d+)([sfhn])(\d+)\.(\d+)/.exec(id);
  const group = ROW_GROUPS.find((name) => LETTERS[name] === parts?.[2]);
  if (parts === null || group === undefined) return undefined;
  return { actor: Number(parts[1]), group, level: Number(parts[3]), first: Number(parts[4]) };
}

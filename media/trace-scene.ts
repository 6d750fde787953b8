/** Reads src/trace's model as the page's scene. */

import { lowerBound } from '../src/trace/grow.ts';
import type { Lane as ModelLane } from '../src/trace/lane.ts';
import { TraceModel } from '../src/trace/model.ts';
import { cellFor, MIXED, SPAN_KINDS, type SpanRow, SpanSlice } from '../src/trace/span-row.ts';
import { NO_EVENT } from '../src/trace/store.ts';
import type {
  ActorLane,
  Flow,
  Instant,
  Item,
  ItemFacts,
  Lane,
  QueuedItem,
  ResourceLane,
  Scene,
  Span,
  SpanKind,
  Step,
} from './scene.ts';
import { flowsFrom, flowsInto } from './trace-flows.ts';
import { laneNumber, resourceLaneId, TraceLanes } from './trace-lanes.ts';
import { queuedItems, resourceSteps } from './trace-steps.ts';

const KINDS: readonly SpanKind[] = SPAN_KINDS.map((kind) => (kind === 'named' ? 'custom' : kind));
/** No merging: spans of a picosecond stand alone. */
const FINEST = 2 ** -20;
type Group = 'state' | 'flights' | 'holds' | 'named';
const GROUPS: readonly Group[] = ['named', 'state', 'flights', 'holds'];
const LETTERS: Readonly<Record<Group, string>> = { state: 's', flights: 'f', holds: 'h', named: 'n' };

/** A trace that grows while frames come in. */
export class TraceScene implements Scene {
  readonly model = new TraceModel();
  /** Where open spans end: the present while the program runs. */
  nowNs = 0;
  readonly #lanes = new TraceLanes(this.model);
  readonly #slice = new SpanSlice();
  readonly #other = new SpanSlice();

  get version(): number {
    return this.model.version;
  }
  get lanesVersion(): number {
    this.#lanes.refresh();
    return this.#lanes.version;
  }
  get endNs(): number {
    return this.model.endNs;
  }
  get events(): number {
    return this.model.store.length;
  }
  get lost(): number {
    return this.model.reader.lost;
  }
  get actors(): readonly ActorLane[] {
    this.#lanes.refresh();
    return this.#lanes.actors;
  }
  get resources(): readonly ResourceLane[] {
    this.#lanes.refresh();
    return this.#lanes.resources;
  }
  lane(id: string): Lane | undefined {
    this.#lanes.refresh();
    return this.#lanes.byId.get(id);
  }

  spans(laneId: string, fromNs: number, toNs: number, minNs: number, emit: (span: Span) => void): void {
    const shown = this.#lanes.byId.get(laneId);
    const lane = this.model.lanes[laneNumber(laneId)];
    if (lane === undefined || shown?.type !== 'actor') return;
    const cell = minNs > 0 ? cellFor(minNs) : FINEST;
    this.#running(lane, shown, Math.max(fromNs, shown.startNs), Math.min(toNs, this.#endOf(shown)), cell, emit);
    for (const group of GROUPS) {
      for (const row of lane[group]) {
        const slice = row.slice(fromNs, toNs, cell, this.#slice);
        for (let i = 0; i < slice.length; i++)
          emit(
            this.#span(lane, shown, group, row, slice.first[i]!, slice.count[i]!, slice.kind[i]!, slice.resource[i]!),
          );
      }
    }
  }

  instants(laneId: string, fromNs: number, toNs: number, minNs: number, emit: (instant: Instant) => void): void {
    const lane = this.model.lanes[laneNumber(laneId)];
    if (lane === undefined || !laneId.startsWith('a')) return;
    const { instantAt, instantCount } = lane;
    let i = lowerBound(instantAt, instantCount, fromNs);
    while (i < instantCount && instantAt[i]! <= toNs) {
      // Those that stand on each other are shown as the first of them, with their number.
      let next = i + 1;
      if (minNs > 0 && next < instantCount && instantAt[next]! < instantAt[i]! + minNs)
        next = lowerBound(instantAt, instantCount, instantAt[i]! + minNs, next);
      emit(this.#instant(laneId, lane, i, next - i));
      i = next;
    }
  }

  steps(resource: string, fromNs: number, toNs: number, minNs: number, emit: (step: Step) => void): void {
    const lane = this.#lanes.byId.get(resource);
    if (lane?.type === 'resource')
      resourceSteps(this.model, lane, fromNs, toNs, minNs, Math.max(this.nowNs, this.endNs), emit);
  }

  queued(resource: string, atNs: number): readonly QueuedItem[] | undefined {
    const lane = this.#lanes.byId.get(resource);
    return lane?.type === 'resource' ? queuedItems(this.model, lane, atNs) : undefined;
  }

  facts(item: Item): ItemFacts {
    const { store } = this.model;
    const events = this.eventsOf(item);
    const begin = events.begin === NO_EVENT ? undefined : events.begin;
    const finish = events.finish === NO_EVENT ? undefined : events.finish;
    const data = {
      ...(begin === undefined ? {} : store.data(begin)),
      ...(finish === undefined ? {} : store.data(finish)),
    };
    const number = (value: unknown) => (typeof value === 'number' ? value : undefined);
    const counted = finish ?? begin;
    return {
      beginSite: begin === undefined ? undefined : this.#lanes.site(store.site(this.#withSite(item, begin))),
      endSite: finish === undefined ? undefined : this.#lanes.site(store.site(finish)),
      size: number(data.size),
      item: number(data.item),
      preview: typeof data.preview === 'string' ? data.preview : undefined,
      value: number(data.value),
      rseq: counted === undefined ? undefined : store.rseq(counted) || undefined,
    };
  }

  flowsInto(item: Item): readonly Flow[] {
    return flowsInto(this.model, this.#lanes, item, this.eventsOf(item));
  }

  flowsFrom(item: Item): readonly Flow[] {
    return flowsFrom(this.model, this.#lanes, item, this.eventsOf(item));
  }

  /** The item of a lane that begins next after (or before) another, or after a moment. */
  neighbour(laneId: string, from: Item | number, direction: 1 | -1): Item | undefined {
    const lane = this.model.lanes[laneNumber(laneId)];
    const shown = this.lane(laneId);
    if (lane === undefined || shown?.type !== 'actor') return undefined;
    const at = typeof from === 'number' ? from : from.type === 'span' ? from.startNs : from.atNs;
    const own = typeof from === 'number' ? '' : from.id;
    const candidates: Item[] = [];
    for (const group of GROUPS) {
      for (const row of lane[group]) {
        const middle = lowerBound(row.start, row.length, at);
        for (let i = Math.max(0, middle - 2); i < Math.min(row.length, middle + 3); i++) {
          candidates.push(this.#span(lane, shown, group, row, i, 1, row.kind[i]!, row.resource[i]!));
        }
      }
    }
    const middle = lowerBound(lane.instantAt, lane.instantCount, at);
    for (let i = Math.max(0, middle - 8); i < Math.min(lane.instantCount, middle + 9); i++)
      candidates.push(this.#instant(laneId, lane, i, 1));
    const startOf = (item: Item) => (item.type === 'span' ? item.startNs : item.atNs);
    candidates.sort((a, b) => startOf(a) - startOf(b) || (a.id < b.id ? -1 : 1));
    const here = candidates.findIndex((item) => item.id === own);
    if (here >= 0) return candidates[here + direction];
    return direction > 0
      ? candidates.find((item) => startOf(item) > at)
      : candidates.findLast((item) => startOf(item) < at);
  }

  around(laneId: string, atNs: number): Item[] {
    const lane = this.model.lanes[laneNumber(laneId)];
    const shown = this.lane(laneId);
    if (lane === undefined || shown?.type !== 'actor') return [];
    const items: Item[] = [];
    for (const group of GROUPS) {
      for (const row of lane[group]) {
        for (let i = lowerBound(row.end, row.length, atNs); i < row.length && row.start[i]! <= atNs; i++) {
          items.push(this.#span(lane, shown, group, row, i, 1, row.kind[i]!, row.resource[i]!));
        }
      }
    }
    const { instantAt, instantCount } = lane;
    for (let i = lowerBound(instantAt, instantCount, atNs); i < instantCount && instantAt[i]! <= atNs; i++) {
      items.push(this.#instant(laneId, lane, i, 1));
    }
    return items;
  }

  /** The item again as it is now, when it was open before. */
  fresh(item: Item): Item {
    if (item.type !== 'span' || !item.open) return item;
    const place = this.#place(item.id);
    const shown = this.lane(item.lane);
    if (place === undefined || shown?.type !== 'actor') return item;
    const { lane, group, row, index } = place;
    return index < row.length
      ? this.#span(lane, shown, group, row, index, 1, row.kind[index]!, row.resource[index]!)
      : item;
  }

  /** The store's events that an item was made of. */
  eventsOf(item: Item): { begin: number; finish: number } {
    if (item.type === 'instant') {
      const lane = this.model.lanes[laneNumber(item.lane)];
      const event = lane?.instants[Number(item.id.split('i')[1])] ?? NO_EVENT;
      return { begin: event, finish: NO_EVENT };
    }
    const place = this.#place(item.id);
    if (place === undefined) return { begin: NO_EVENT, finish: NO_EVENT };
    return {
      begin: place.row.begin[place.index] ?? NO_EVENT,
      finish: place.row.finish[place.index + Math.max(0, item.count - 1)] ?? NO_EVENT,
    };
  }

  #place(id: string): { lane: ModelLane; group: Group; row: SpanRow; index: number } | undefined {
    const parts = /^a(\d+)([sfhn])(\d+)\.(\d+)/.exec(id);
    if (parts === null) return undefined;
    const lane = this.model.lanes[Number(parts[1])];
    const group = GROUPS.find((name) => LETTERS[name] === parts[2]);
    const row = group === undefined ? undefined : lane?.[group][Number(parts[3])];
    return lane && group && row ? { lane, group, row, index: Number(parts[4]) } : undefined;
  }

  #endOf(shown: ActorLane): number {
    return shown.endNs ?? Math.max(this.nowNs, this.endNs);
  }

  #span(
    lane: ModelLane,
    shown: ActorLane,
    group: Group,
    row: SpanRow,
    first: number,
    count: number,
    kindNumber: number,
    resource: number,
  ): Span {
    const { store } = this.model;
    const startNs = row.start[first]!;
    const end = row.end[first + count - 1]!;
    const lifeEnd = this.#endOf(shown);
    const open = end === Number.POSITIVE_INFINITY;
    const begin = row.begin[first]!;
    const finish = row.finish[first + count - 1]!;
    const kind: SpanKind = kindNumber === MIXED ? 'waiting' : KINDS[kindNumber]!;
    const box = kind !== 'sleeping' && kind !== 'cpu';
    const data = begin !== NO_EVENT && (group === 'named' || kind === 'joining') ? store.data(begin) : undefined;
    const name = typeof data?.name === 'string' ? data.name : undefined;
    return {
      type: 'span',
      id: `${shown.id}${LETTERS[group]}${row.level}.${first}${count > 1 ? `+${count}` : ''}`,
      lane: shown.id,
      kind,
      op: begin === NO_EVENT ? undefined : store.op(begin),
      startNs,
      endNs: open ? Math.max(lifeEnd, startNs) : end,
      open: open && shown.endNs === undefined,
      row: box ? this.#rowOf(lane, shown, group, row, startNs) : 0,
      resource: resource > 0 ? resourceLaneId(resource - 1) : undefined,
      outcome: finish === NO_EVENT || group === 'holds' ? undefined : store.outcome(finish),
      name: name ?? (kind === 'task' ? this.#taskName(data) : undefined),
      target: this.#lanes.byKey(data?.target),
      count,
    };
  }

  #taskName(data: { readonly n?: unknown } | undefined): string {
    return typeof data?.n === 'number' ? String(data.n) : '';
  }

  /** Boxes stand on what surrounds them: named spans below, holds on them, waits on what is held at their begin. */
  #rowOf(lane: ModelLane, shown: ActorLane, group: Group, row: SpanRow, startNs: number): number {
    if (group === 'named') return row.level;
    const ground = lane.named.length;
    if (group === 'holds') return ground + row.level;
    let held = 0;
    lane.holds.forEach((hold, level) => {
      const at = hold.at(startNs);
      // A hold that ends where the wait begins, or begins where it ends, is not around it.
      if (at >= 0 && hold.start[at]! < startNs && hold.end[at]! > startNs) held = level + 1;
    });
    const place =
      ground +
      (group === 'flights' ? Math.max(held, lane.holds.length > 0 && row.level > 0 ? 1 : 0) : held) +
      row.level;
    if (place + 1 > shown.rows) this.#lanes.growRows(lane.actor, place + 1);
    return place;
  }

  #instant(laneId: string, lane: ModelLane, i: number, count: number): Instant {
    const { store } = this.model;
    const event = lane.instants[i]!;
    const op = store.op(event);
    const data = store.data(event);
    const resource = store.resource(event);
    const words = data?.text ?? data?.name ?? (op === 'exit' ? data?.reason : undefined);
    return {
      type: 'instant',
      id: `${laneId}i${i}`,
      lane: laneId,
      op,
      atNs: lane.instantAt[i]!,
      resource: resource >= 0 ? resourceLaneId(resource) : undefined,
      outcome: store.outcome(event),
      text: typeof words === 'string' ? words : undefined,
      target: this.#lanes.byKey(data?.target),
      stream: data?.stream === 2 ? 2 : 1,
      count: op === 'lost' && typeof data?.n === 'number' ? data.n : count,
    };
  }

  /** What lies between the spans: there the actor runs. What it does while asynchronous waits are under way is not known, and not drawn. */
  #running(
    lane: ModelLane,
    shown: ActorLane,
    fromNs: number,
    toNs: number,
    cell: number,
    emit: (span: Span) => void,
  ): void {
    let at = fromNs;
    const gap = (endNs: number) => {
      if (endNs > at && endNs - at >= cell / 2) emit(this.#run(shown, at, Math.min(endNs, toNs), endNs >= toNs));
    };
    const busy = lane.state[0]?.slice(fromNs, toNs, cell, this.#slice);
    const flights = lane.flights[0]?.slice(fromNs, toNs, cell, this.#other);
    let [i, j] = [0, 0];
    while (i < (busy?.length ?? 0) || j < (flights?.length ?? 0)) {
      const a = busy !== undefined && i < busy.length ? busy.start[i]! : Number.POSITIVE_INFINITY;
      const b = flights !== undefined && j < flights.length ? flights.start[j]! : Number.POSITIVE_INFINITY;
      const [start, end] = a <= b ? [a, busy!.end[i++]!] : [b, flights!.end[j++]!];
      gap(start);
      at = Math.max(at, end);
      if (at >= toNs) return;
    }
    gap(toNs);
  }

  #run(shown: ActorLane, startNs: number, endNs: number, last: boolean): Span {
    return {
      type: 'span',
      id: `${shown.id}run${startNs}`,
      lane: shown.id,
      kind: 'running',
      op: undefined,
      startNs,
      endNs,
      open: last && shown.endNs === undefined,
      row: 0,
      resource: undefined,
      outcome: undefined,
      name: undefined,
      target: undefined,
      count: 1,
    };
  }

  /** A hold begins where an acquire ends: the site stands at that acquire's begin. */
  #withSite(item: Item, begin: number): number {
    const { store } = this.model;
    if (item.type !== 'span' || item.kind !== 'holding' || store.site(begin) >= 0) return begin;
    const lane = this.model.lanes[laneNumber(item.lane)];
    for (const row of [...(lane?.state ?? []), ...(lane?.flights ?? [])]) {
      const i = row.at(item.startNs);
      for (const at of [i, i - 1]) if (at >= 0 && row.finish[at] === begin) return row.begin[at]!;
    }
    return begin;
  }
}

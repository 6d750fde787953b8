/** Reads src/trace's model as the page's scene. */

import { lowerBound } from '../src/trace/grow.ts';
import type { Lane as ModelLane } from '../src/trace/lane.ts';
import { TraceModel } from '../src/trace/model.ts';
import type { ReadFailure } from '../src/trace/order.ts';
import { resourceAt } from '../src/trace/query.ts';
import { cellFor, type SpanRow, SpanSlice } from '../src/trace/span-row.ts';
import { NO_EVENT } from '../src/trace/store.ts';
import { LifeSpan } from './life-span.ts';
import type {
  ActorLane,
  Flow,
  GrowingScene,
  Instant,
  Item,
  ItemFacts,
  Lane,
  QueueCell,
  QueuedItem,
  ResourceLane,
  ResourceMoment,
  Span,
  SpanKind,
  Step,
} from './scene.ts';
import { flowsFrom, flowsInto, startOf } from './trace-flows.ts';
import { TraceLanes } from './trace-lanes.ts';
import { QueueContents } from './trace-queue.ts';
import { type LaneOfSpans, placeOfSpan, ROW_GROUPS, type RowGroup, TraceSpan } from './trace-span.ts';
import { resourceSteps } from './trace-steps.ts';

/** No merging: spans of a picosecond stand alone. */
const FINEST = 2 ** -20;

/** A trace that grows while frames come in. */
export class TraceScene implements GrowingScene {
  readonly model = new TraceModel();
  /** Where open spans end: the present while the program runs. */
  nowNs = 0;
  readonly #lanes: TraceLanes;
  readonly #queues: QueueContents;
  /** Pictures so far, and the latest one that each resource's states were at hand for. */
  #pictures = 0;
  readonly #shown = new Map<string, number>();
  /** Resources that the latest picture asked for in vain. */
  readonly #wanted = new Set<string>();
  #budgetMs = Number.POSITIVE_INFINITY;
  readonly #slice = new SpanSlice();
  readonly #other = new SpanSlice();

  /** `first`: the number of the first lane; two traces on one page have different ones. */
  constructor(first = 0) {
    this.#lanes = new TraceLanes(this.model, first);
    this.#queues = new QueueContents(this.model, this.#lanes);
  }

  append(bytes: Uint8Array): void {
    this.model.append(bytes);
  }
  complete(): void {
    this.model.complete();
  }
  get failure(): ReadFailure | undefined {
    return this.model.failure;
  }
  get wallMs(): number | undefined {
    return this.model.session?.wallMs;
  }
  get sources(): readonly string[] {
    const { session, sites } = this.model;
    return [...new Set([session?.program ?? '', ...sites.map(({ file }) => file)])].filter((file) => file !== '');
  }
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
  /** The highest level of a resource so far. */
  peak(id: string): number {
    return this.#lanes.peak(this.#lanes.numberOf(id));
  }
  /** The lane of an actor of the model. */
  actorLane(actor: number): string {
    return this.#lanes.actorId(actor);
  }
  /** The lane of a resource of the model. */
  resourceLane(resource: number): string {
    return this.#lanes.resourceId(resource);
  }
  lane(id: string): Lane | undefined {
    this.#lanes.refresh();
    return this.#lanes.byId.get(id);
  }

  spans(laneId: string, fromNs: number, toNs: number, minNs: number, emit: (span: Span) => void): void {
    const shown = this.#lanes.byId.get(laneId);
    const lane = this.model.lanes[this.#lanes.numberOf(laneId)];
    if (lane === undefined || shown?.type !== 'actor') return;
    const cell = minNs > 0 ? cellFor(minNs) : FINEST;
    const of = this.#of(lane, shown);
    this.#running(of, Math.max(fromNs, shown.startNs), Math.min(toNs, of.endNs), cell, emit);
    for (const group of ROW_GROUPS) {
      for (const row of lane[group]) {
        const slice = row.slice(fromNs, toNs, cell, this.#slice);
        for (let i = 0; i < slice.length; i++)
          emit(new TraceSpan(of, group, row, slice.first[i]!, slice.count[i]!, slice.kind[i]!, slice.resource[i]!));
      }
    }
  }

  shortOf(
    resource: string,
    laneId: string,
    fromNs: number,
    toNs: number,
    minNs: number,
    emit: (kind: SpanKind, startNs: number, endNs: number) => void,
  ): void {
    const lane = this.model.lanes[this.#lanes.numberOf(laneId)];
    const wanted = this.#lanes.numberOf(resource) + 1;
    if (lane === undefined || !this.model.users(wanted - 1).has(lane.actor)) return;
    for (const group of ['state', 'flights', 'holds'] as const) {
      for (const row of lane[group]) {
        let start = Number.NaN;
        let end = Number.NaN;
        const kind = group === 'holds' ? 'holding' : 'waiting';
        for (let i = lowerBound(row.end, row.length, fromNs); i < row.length && row.start[i]! <= toNs; i++) {
          if (row.resource[i] !== wanted || row.end[i]! - row.start[i]! >= minNs) continue;
          if (row.start[i]! - end < minNs) end = row.end[i]!;
          else {
            if (!Number.isNaN(start)) emit(kind, start, end);
            start = row.start[i]!;
            end = row.end[i]!;
          }
        }
        if (!Number.isNaN(start)) emit(kind, start, end);
      }
    }
  }

  instants(laneId: string, fromNs: number, toNs: number, minNs: number, emit: (instant: Instant) => void): void {
    const lane = this.model.lanes[this.#lanes.numberOf(laneId)];
    if (lane === undefined || !laneId.startsWith('a')) return;
    const { instantAt, instantCount } = lane;
    // As with spans, what stands together depends on the resolution alone, not on where the window begins.
    const cell = minNs > 0 ? cellFor(minNs) : 0;
    const cellOf = (at: number) => Math.floor(at / cell) * cell;
    let i = lowerBound(instantAt, instantCount, cell > 0 && Number.isFinite(fromNs) ? cellOf(fromNs) : fromNs);
    while (i < instantCount && instantAt[i]! <= toNs) {
      // Those that stand on each other are shown as the first of them, with their number.
      let next = i + 1;
      if (cell > 0) next = Math.max(next, lowerBound(instantAt, instantCount, cellOf(instantAt[i]!) + cell, next));
      emit(this.#instant(laneId, lane, i, next - i));
      i = next;
    }
  }

  steps(resource: string, fromNs: number, toNs: number, minNs: number, emit: (step: Step) => void): void {
    const lane = this.#lanes.byId.get(resource);
    if (lane?.type === 'resource')
      resourceSteps(this.model, this.#lanes, lane, fromNs, toNs, minNs, Math.max(this.nowNs, this.endNs), emit);
  }

  allow(budgetMs: number): void {
    this.#budgetMs = budgetMs;
    if (!Number.isFinite(budgetMs)) return;
    this.#pictures++;
    this.#wanted.clear();
  }

  /** True when a picture lacks something that the next one will have. */
  get owing(): boolean {
    return this.#wanted.size > 0;
  }

  ready(resource: string): boolean {
    // What is seen goes on being seen. One that comes back into sight may have a long time to make up for.
    if (this.#pictures - (this.#shown.get(resource) ?? Number.NEGATIVE_INFINITY) <= 1) {
      this.#shown.set(resource, this.#pictures);
      return true;
    }
    const before = performance.now();
    const done =
      this.#budgetMs > 0
        ? this.#derive(resource, before + this.#budgetMs)
        : this.model.isDerived(this.#lanes.numberOf(resource));
    this.#budgetMs -= performance.now() - before;
    if (done) this.#shown.set(resource, this.#pictures);
    else this.#wanted.add(resource);
    return done;
  }

  catchUp(budgetMs: number): boolean {
    const untilMs = performance.now() + budgetMs;
    let found = false;
    for (const resource of this.#wanted) {
      if (!this.#derive(resource, untilMs)) break;
      found = true;
    }
    return found;
  }

  #derive(resource: string, untilMs: number): boolean {
    if (!this.model.deriveSome(this.#lanes.numberOf(resource), () => performance.now() < untilMs)) return false;
    this.#shown.set(resource, this.#pictures);
    this.#wanted.delete(resource);
    return true;
  }

  queued(resource: string, atNs: number): readonly QueuedItem[] | undefined {
    const lane = this.#lanes.byId.get(resource);
    return lane?.type === 'resource' ? this.#queues.at(lane, atNs) : undefined;
  }

  cells(resource: string, fromNs: number, toNs: number, emit: (cell: QueueCell) => void): boolean {
    const lane = this.#lanes.byId.get(resource);
    const nowNs = Math.max(this.nowNs, this.endNs);
    return lane?.type === 'resource' && this.#queues.cells(lane, fromNs, toNs, nowNs, emit);
  }

  momentOf(resource: string, atNs: number): ResourceMoment {
    const { holders, waiters } = resourceAt(this.model, this.#lanes.numberOf(resource), atNs);
    const told = (list: readonly { readonly actor: { readonly id: number }; readonly sinceNs: number }[]) =>
      list.map(({ actor, sinceNs }) => ({ lane: this.#lanes.actorId(actor.id), sinceNs }));
    return { holders: told(holders), waiters: told(waiters) };
  }

  changeOf(resource: string, atNs: number, direction: 1 | -1): number | undefined {
    const steps = this.model.resource(this.#lanes.numberOf(resource))?.steps;
    if (steps === undefined) return undefined;
    const middle = lowerBound(steps.time, steps.length, atNs);
    if (direction < 0) return middle > 0 ? steps.time[middle - 1] : undefined;
    for (let i = middle; i < steps.length; i++) if (steps.time[i]! > atNs) return steps.time[i];
    return undefined;
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

  startOf(lane: string): Flow | undefined {
    this.#lanes.refresh();
    return startOf(this.model, this.#lanes, lane)[0];
  }

  flowsFrom(item: Item): readonly Flow[] {
    return flowsFrom(this.model, this.#lanes, item, this.eventsOf(item));
  }

  /** The item of a lane that begins next after (or before) another, or after a moment. */
  neighbour(laneId: string, from: Item | number, direction: 1 | -1): Item | undefined {
    const lane = this.model.lanes[this.#lanes.numberOf(laneId)];
    const shown = this.lane(laneId);
    if (lane === undefined || shown?.type !== 'actor') return undefined;
    const at = typeof from === 'number' ? from : from.type === 'span' ? from.startNs : from.atNs;
    const own = typeof from === 'number' ? '' : from.id;
    const of = this.#of(lane, shown);
    const candidates: Item[] = [];
    for (const group of ROW_GROUPS) {
      for (const row of lane[group]) {
        const middle = lowerBound(row.start, row.length, at);
        for (let i = Math.max(0, middle - 2); i < Math.min(row.length, middle + 3); i++) {
          candidates.push(spanOf(of, group, row, i));
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
    const lane = this.model.lanes[this.#lanes.numberOf(laneId)];
    const shown = this.lane(laneId);
    if (lane === undefined || shown?.type !== 'actor') return [];
    const of = this.#of(lane, shown);
    const items: Item[] = [];
    for (const group of ROW_GROUPS) {
      for (const row of lane[group]) {
        for (let i = lowerBound(row.end, row.length, atNs); i < row.length && row.start[i]! <= atNs; i++) {
          items.push(spanOf(of, group, row, i));
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
    const place = item.type === 'span' && item.open ? placeOfSpan(item.id) : undefined;
    const lane = place === undefined ? undefined : this.model.lanes[place.actor - this.#lanes.first];
    const row = place === undefined ? undefined : lane?.[place.group][place.level];
    const shown = this.lane(item.lane);
    if (place === undefined || lane === undefined || row === undefined || shown?.type !== 'actor') return item;
    return place.first < row.length ? spanOf(this.#of(lane, shown), place.group, row, place.first) : item;
  }

  /** The store's events that an item was made of. */
  eventsOf(item: Item): { begin: number; finish: number } {
    if (item.type === 'instant') {
      const lane = this.model.lanes[this.#lanes.numberOf(item.lane)];
      const event = lane?.instants[Number(item.id.split('i')[1])] ?? NO_EVENT;
      return { begin: event, finish: NO_EVENT };
    }
    return item instanceof TraceSpan ? item.events : { begin: NO_EVENT, finish: NO_EVENT };
  }

  #of(lane: ModelLane, shown: ActorLane): LaneOfSpans {
    const endNs = shown.endNs ?? Math.max(this.nowNs, this.endNs);
    return { store: this.model.store, lanes: this.#lanes, lane, shown, endNs };
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
      resource: resource >= 0 ? this.#lanes.resourceId(resource) : undefined,
      outcome: store.outcome(event),
      text: typeof words === 'string' ? words : undefined,
      target: this.#lanes.byKey(data?.target),
      stream: data?.stream === 2 ? 2 : 1,
      count: op === 'lost' && typeof data?.n === 'number' ? data.n : count,
    };
  }

  /** What lies between the spans: there the actor runs. What it does while asynchronous waits are under way is not known, and not drawn. */
  #running(of: LaneOfSpans, fromNs: number, toNs: number, cell: number, emit: (span: Span) => void): void {
    const { lane, shown } = of;
    if (!(toNs > fromNs)) return;
    const began = this.#began(of);
    if (began > fromNs) emit(new LifeSpan(shown, 'starting', fromNs, Math.min(began, toNs), began >= toNs));
    let at = Math.max(fromNs, began);
    if (at >= toNs) return;
    const gap = (endNs: number) => {
      if (endNs > at && endNs - at >= cell / 2)
        emit(new LifeSpan(shown, 'running', at, Math.min(endNs, toNs), endNs >= toNs));
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

  /** When the actor came to its program's first line: before, the runtime and the modules were loading. */
  #began({ lane, shown, endNs }: LaneOfSpans): number {
    const run = this.model.actors[shown.index]?.runNs;
    if (run !== undefined) return run;
    // Its own first word comes when the runtime has loaded; until then others have only told of it.
    return lane.eventCount > 0 ? Math.max(shown.startNs, lane.firstNs) : endNs;
  }

  /** A hold begins where an acquire ends: the site stands at that acquire's begin. */
  #withSite(item: Item, begin: number): number {
    const { store } = this.model;
    if (item.type !== 'span' || item.kind !== 'holding' || store.site(begin) >= 0) return begin;
    const lane = this.model.lanes[this.#lanes.numberOf(item.lane)];
    for (const row of [...(lane?.state ?? []), ...(lane?.flights ?? [])]) {
      const i = row.at(item.startNs);
      for (const at of [i, i - 1]) if (at >= 0 && row.finish[at] === begin) return row.begin[at]!;
    }
    return begin;
  }
}

function spanOf(of: LaneOfSpans, group: RowGroup, row: SpanRow, index: number): TraceSpan {
  return new TraceSpan(of, group, row, index, 1, row.kind[index]!, row.resource[index]!);
}

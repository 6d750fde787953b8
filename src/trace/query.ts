/** Questions that a view asks about a trace: what is at a place, what led to it, what was there meanwhile. */
import { FLOW_KINDS, type FlowKind, RESOURCE_STATES, type ResourceState } from './derived.ts';
import { lowerBound } from './grow.ts';
import type { Actor, Resource, Site } from './identities.ts';
import type { Lane } from './lane.ts';
import type { TraceModel } from './model.ts';
import type { EventData, Op, Outcome } from './schema.ts';
import { SPAN_KINDS, type SpanKind, type SpanRow } from './span-row.ts';
import { type EventIndex, NO_EVENT } from './store.ts';

/** What there is to say about a span. Words are the caller's. */
export interface SpanFacts {
  readonly kind: SpanKind;
  readonly actor: Actor;
  readonly op: Op | undefined;
  readonly resource: Resource | undefined;
  readonly startNs: number;
  /** The trace's (or the actor's) end when it is still open. */
  readonly endNs: number;
  readonly durationNs: number;
  readonly open: boolean;
  /** Open, and its actor has ended: cut off. */
  readonly cut: boolean;
  readonly outcome: Outcome | undefined;
  readonly beginSite: Site | undefined;
  readonly endSite: Site | undefined;
  readonly begin: EventIndex;
  readonly finish: EventIndex;
  readonly beginData: EventData | undefined;
  readonly endData: EventData | undefined;
  /** For a wait: who held the resource meanwhile, in order. */
  readonly heldBy: readonly { readonly actor: Actor; readonly fromNs: number; readonly toNs: number }[];
  /** What let a wait end. */
  readonly unblockedBy: FlowFacts | undefined;
}

export interface FlowFacts {
  readonly kind: FlowKind;
  readonly from: EventIndex;
  readonly to: EventIndex;
  readonly fromNs: number;
  readonly toNs: number;
}

/** A resource at one moment. */
export interface ResourceFacts {
  readonly state: ResourceState;
  readonly sinceNs: number;
  /** Permits left, items inside; undefined: not known. */
  readonly value: number | undefined;
  readonly holders: readonly { readonly actor: Actor; readonly sinceNs: number }[];
  /** The waiting line, who came first first. */
  readonly waiters: readonly { readonly actor: Actor; readonly op: Op; readonly sinceNs: number }[];
}

/** All rows of a lane, in the order in which they are drawn. */
export function rowsOf(lane: Lane): SpanRow[] {
  return [...lane.state, ...lane.flights, ...lane.holds, ...lane.named];
}

/** When an actor's lane ends: its exit, or the end of the trace so far. */
export function laneEnd(model: TraceModel, actor: number): number {
  return model.actors[actor]?.exit?.atNs ?? model.endNs;
}

/** The innermost thing that an actor does at this time: a span of its state rows; undefined: it runs (or is not there). */
export function stateAt(lane: Lane, time: number): { row: SpanRow; index: number } | undefined {
  for (let level = lane.state.length - 1; level >= 0; level--) {
    const index = lane.state[level]!.at(time);
    if (index >= 0) return { row: lane.state[level]!, index };
  }
  return undefined;
}

export function describe(model: TraceModel, actorId: number, row: SpanRow, index: number): SpanFacts {
  const { store } = model;
  const begin = row.begin[index]!;
  const finish = row.finish[index]!;
  const actor = model.actors[actorId]!;
  const startNs = row.start[index]!;
  const open = row.end[index] === Number.POSITIVE_INFINITY;
  const endNs = open ? Math.max(startNs, laneEnd(model, actorId)) : row.end[index]!;
  const resource = model.resources[row.resource[index]! - 1];
  const kind = SPAN_KINDS[row.kind[index]!]!;
  const has = (event: EventIndex) => event !== NO_EVENT;
  return {
    kind,
    actor,
    op: has(begin) ? store.op(begin) : undefined,
    resource,
    startNs,
    endNs,
    durationNs: endNs - startNs,
    open,
    cut: open && actor.exit !== undefined,
    outcome: has(finish) ? store.outcome(finish) : undefined,
    beginSite: has(begin) ? siteOf(model, begin) : undefined,
    endSite: has(finish) ? siteOf(model, finish) : undefined,
    begin,
    finish,
    beginData: has(begin) ? store.data(begin) : undefined,
    endData: has(finish) ? store.data(finish) : undefined,
    heldBy: kind === 'waiting' && resource ? heldBetween(model, resource.id, startNs, endNs, actorId) : [],
    unblockedBy: has(finish) && kind !== 'holding' ? flowInto(model, finish) : undefined,
  };
}

/** The call site of an event; a hold's begin is the end of its acquire, whose site its begin tells. */
export function siteOf(model: TraceModel, event: EventIndex): Site | undefined {
  const own = model.sites[model.store.site(event)];
  if (own || model.store.phase(event) !== 'end') return own;
  const lane = model.lanes[model.store.actor(event)];
  const at = model.store.at(event);
  for (const row of lane ? [...lane.state, ...lane.flights, ...lane.named] : []) {
    for (let index = lowerBound(row.end, row.length, at); index < row.length && row.end[index] === at; index++)
      if (row.finish[index] === event && row.begin[index] !== NO_EVENT)
        return model.sites[model.store.site(row.begin[index]!)];
  }
  return undefined;
}

/** Who held a resource between two times, in order; at most 100 holds. */
export function heldBetween(
  model: TraceModel,
  resource: number,
  fromNs: number,
  toNs: number,
  except = -1,
): { actor: Actor; fromNs: number; toNs: number }[] {
  const found: { actor: Actor; fromNs: number; toNs: number }[] = [];
  for (const user of model.users(resource)) {
    if (user === except) continue;
    for (const row of model.lanes[user]!.holds)
      for (let index = lowerBound(row.end, row.length, fromNs); index < row.length; index++) {
        if (row.start[index]! >= toNs || found.length >= 10_000) break;
        if (row.resource[index] !== resource + 1 || row.end[index] === fromNs) continue;
        const end = Math.min(row.end[index]!, laneEnd(model, user));
        if (end > fromNs)
          found.push({
            actor: model.actors[user]!,
            fromNs: Math.max(fromNs, row.start[index]!),
            toNs: Math.min(toNs, end),
          });
      }
  }
  return found.sort((a, b) => a.fromNs - b.fromNs).slice(0, 100);
}

/** What enabled this event: "go to the one that unblocked this". */
export function flowInto(model: TraceModel, event: EventIndex): FlowFacts | undefined {
  const { store } = model;
  const resource = store.resource(event);
  if (resource < 0) return lifecycleFlow(model, event);
  const flows = model.resource(resource)?.flows;
  if (!flows) return undefined;
  let index = flows.to.lastIndexOf(event, flows.length - 1);
  // Of a put or get that had to wait, what let it through says more than where its item came from.
  for (let other = index; other >= 0 && flows.to[other] === event; other--)
    if (FLOW_KINDS[flows.kind[other]!] !== 'item') index = other;
  return index < 0 || flows.length === 0 ? undefined : flowAt(flows, index);
}

function flowAt(
  flows: { kind: Uint8Array; from: Uint32Array; to: Uint32Array; fromAt: Float64Array; toAt: Float64Array },
  index: number,
): FlowFacts {
  return {
    kind: FLOW_KINDS[flows.kind[index]!]!,
    from: flows.from[index]!,
    to: flows.to[index]!,
    fromNs: flows.fromAt[index]!,
    toNs: flows.toAt[index]!,
  };
}

/** start -> run and exit -> join, which no resource tells. */
function lifecycleFlow(model: TraceModel, event: EventIndex): FlowFacts | undefined {
  const { store } = model;
  const op = store.op(event);
  const to = store.at(event);
  const edge = (kind: FlowKind, from: EventIndex): FlowFacts | undefined =>
    from === NO_EVENT ? undefined : { kind, from, to: event, fromNs: store.at(from), toNs: to };
  if (op === 'run') {
    const key = model.actors[store.actor(event)]!.key;
    const parent = model.lanes[model.actors[store.actor(event)]!.parent];
    return (
      parent &&
      edge(
        'start',
        instantOf(model, parent, 'start', (data) => data?.target === key),
      )
    );
  }
  if (op === 'join' && store.phase(event) === 'end' && store.outcome(event) === 'ok') {
    const target = store.data(event)?.target;
    const joined = model.actors.findLast((actor) => actor.key === target && actor.bornNs <= to);
    const lane = joined && model.lanes[joined.id];
    return (
      lane &&
      edge(
        'join',
        instantOf(model, lane, 'exit', (data) => data?.target === undefined || data.target === target),
      )
    );
  }
  return undefined;
}

function instantOf(model: TraceModel, lane: Lane, op: Op, fits: (data: EventData | undefined) => boolean): EventIndex {
  for (let index = lane.instantCount - 1; index >= 0; index--) {
    const event = lane.instants[index]!;
    if (model.store.op(event) === op && fits(model.store.data(event))) return event;
  }
  return NO_EVENT;
}

/** A resource at one moment: its state, who holds it and who waits for it. */
export function resourceAt(model: TraceModel, id: number, time: number): ResourceFacts {
  const holders: { actor: Actor; sinceNs: number }[] = [];
  const waiters: { actor: Actor; op: Op; sinceNs: number }[] = [];
  for (const user of model.users(id)) {
    const lane = model.lanes[user]!;
    const actor = model.actors[user]!;
    if (actor.exit && time > actor.exit.atNs) continue;
    for (const row of lane.holds) {
      const index = row.at(time);
      if (index >= 0 && row.resource[index] === id + 1) holders.push({ actor, sinceNs: row.start[index]! });
    }
    for (const row of [...lane.state, ...lane.flights]) {
      const index = row.at(time);
      if (index < 0 || row.resource[index] !== id + 1 || row.begin[index] === NO_EVENT) continue;
      waiters.push({ actor, op: model.store.op(row.begin[index]!), sinceNs: row.start[index]! });
    }
  }
  const steps = model.resource(id)?.steps;
  const step = steps?.at(time) ?? -1;
  const value = step >= 0 && !Number.isNaN(steps!.value[step]) ? steps!.value[step] : undefined;
  return {
    state: RESOURCE_STATES[step >= 0 ? steps!.state[step]! : 0]!,
    sinceNs: step >= 0 ? steps!.time[step]! : 0,
    value,
    holders: holders.sort((a, b) => a.sinceNs - b.sinceNs),
    waiters: waiters.sort((a, b) => a.sinceNs - b.sinceNs),
  };
}

/** The lane's next (or previous) event after this one in its stream, or NO_EVENT. */
export function neighbour(model: TraceModel, lane: Lane, time: number, direction: 1 | -1): EventIndex {
  const n = lane.eventFrom(time);
  if (direction < 0) return lane.event(n - 1);
  for (let next = n; next < lane.eventCount; next++) {
    const event = lane.event(next);
    if (model.store.at(event) > time) return event;
  }
  return NO_EVENT;
}

/** All events in order of time: a permutation of the store's indexes. What is equal in time stands in order of arrival. */
export function byTime(model: TraceModel): Uint32Array {
  const { store } = model;
  const order = new Uint32Array(store.length);
  const times = new Float64Array(store.length);
  let sorted = true;
  for (let index = 0; index < order.length; index++) {
    order[index] = index;
    times[index] = store.at(index);
    if (index > 0 && times[index]! < times[index - 1]!) sorted = false;
  }
  return sorted ? order : order.sort((a, b) => times[a]! - times[b]! || a - b);
}

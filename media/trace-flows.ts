/** Who let whom go on, for one item at a time. */

import { FLOW_KINDS, type Flows } from '../src/trace/derived.ts';
import { lowerBound } from '../src/trace/grow.ts';
import type { TraceModel } from '../src/trace/model.ts';
import { rowsOf } from '../src/trace/query.ts';
import { type EventIndex, NO_EVENT } from '../src/trace/store.ts';
import type { ActorLane, Flow, Item } from './scene.ts';
import type { TraceLanes } from './trace-lanes.ts';

/** Flows are looked for among so many of their resource. */
const MOST_LOOKED_AT = 5000;
/** Events of one resource are dated at most this much later than their own clock said. */
const LATE_NS = 100e6;

interface Events {
  readonly begin: EventIndex;
  readonly finish: EventIndex;
}

/** The flows that let an item's operation end; of a hold, its acquire's. What comes first and waited for nobody, its actor's start let come. */
export function flowsInto(model: TraceModel, lanes: TraceLanes, item: Item, events: Events): Flow[] {
  const found =
    item.type === 'span' && item.kind === 'joining' ? joined(lanes, item) : ended(model, lanes, item, events);
  return found.length === 0 && isFirst(model, lanes, item) ? startOf(model, lanes, item.lane) : found;
}

function ended(model: TraceModel, lanes: TraceLanes, item: Item, events: Events): Flow[] {
  const event = item.type === 'span' && item.kind !== 'holding' ? events.finish : events.begin;
  return search(model, lanes, event, (flows, i) => flows.to[i] === event);
}

/** Whether nothing on its lane begins before it. */
function isFirst(model: TraceModel, lanes: TraceLanes, item: Item): boolean {
  const lane = model.lanes[lanes.numberOf(item.lane)];
  if (lane === undefined) return false;
  const at = item.type === 'span' ? item.startNs : item.atNs;
  // It goes on running while it prints or holds.
  const running = item.type === 'span' && (item.kind === 'running' || item.kind === 'starting');
  if (!running && lane.instantCount > 0 && lane.instantAt[0]! < at) return false;
  const rows = running ? [...lane.state, ...lane.flights] : rowsOf(lane);
  return rows.every((row) => row.length === 0 || row.start[0]! >= at);
}

/** The flows that an item's end set going; of a moment, the moment's. */
export function flowsFrom(model: TraceModel, lanes: TraceLanes, item: Item, events: Events): Flow[] {
  if (item.type === 'instant' && item.op === 'start') return started(lanes, item);
  const event = item.type === 'span' ? events.finish : events.begin;
  return search(model, lanes, event, (flows, i) => flows.from[i] === event);
}

function search(
  model: TraceModel,
  lanes: TraceLanes,
  event: EventIndex,
  matches: (flows: Flows, i: number) => boolean,
): Flow[] {
  if (event === NO_EVENT) return [];
  const resource = model.store.resource(event);
  const flows = resource < 0 ? undefined : model.resource(resource)?.flows;
  if (flows === undefined) return [];
  const found: Flow[] = [];
  const first = lowerBound(flows.toAt, flows.length, model.store.at(event) - LATE_NS);
  for (let i = first; i < Math.min(flows.length, first + MOST_LOOKED_AT) && found.length < 64; i++) {
    if (!matches(flows, i)) continue;
    found.push({
      fromLane: lanes.actorId(model.store.actor(flows.from[i]!)),
      fromNs: flows.fromAt[i]!,
      toLane: lanes.actorId(model.store.actor(flows.to[i]!)),
      toNs: flows.toAt[i]!,
      resource: lanes.resourceId(resource),
      kind: FLOW_KINDS[flows.kind[i]!]!,
    });
  }
  return found;
}

/** A join ends because its target did. */
function joined(lanes: TraceLanes, item: Extract<Item, { type: 'span' }>): Flow[] {
  const target = item.target === undefined ? undefined : lanes.byId.get(item.target);
  if (target?.type !== 'actor' || target.endNs === undefined || item.open || item.outcome !== 'ok') return [];
  return [
    {
      fromLane: target.id,
      fromNs: target.endNs,
      toLane: item.lane,
      toNs: item.endNs,
      resource: undefined,
      kind: 'join',
    },
  ];
}

/** A start brings its target to life. */
function started(lanes: TraceLanes, item: Extract<Item, { type: 'instant' }>): Flow[] {
  const target = item.target === undefined ? undefined : lanes.byId.get(item.target);
  return target?.type === 'actor' ? [startFlow(item.lane, item.atNs, target)] : [];
}

function startFlow(fromLane: string, fromNs: number, target: ActorLane): Flow {
  const toNs = Math.max(target.startNs, fromNs);
  return { fromLane, fromNs, toLane: target.id, toNs, resource: undefined, kind: 'start' };
}

/** Who brought a lane's actor to life, and when. */
export function startOf(model: TraceModel, lanes: TraceLanes, id: string): Flow[] {
  const target = lanes.byId.get(id);
  if (target?.type !== 'actor' || target.startedBy === undefined) return [];
  const actor = model.actors[target.index]!;
  const parent = model.lanes[actor.parent];
  // A spare is announced long before it is started, but none runs before that.
  const latest = (actor.runNs ?? target.startNs) + LATE_NS;
  const end = parent === undefined ? 0 : lowerBound(parent.instantAt, parent.instantCount, latest);
  for (let i = end - 1; i >= Math.max(0, end - MOST_LOOKED_AT); i--) {
    const event = parent!.instants[i]!;
    if (model.store.op(event) === 'start' && model.store.data(event)?.target === actor.key)
      return [startFlow(target.startedBy, parent!.instantAt[i]!, target)];
  }
  return [startFlow(target.startedBy, target.startNs, target)];
}

/** Who let whom go on, for one item at a time. */

import { FLOW_KINDS, type Flows } from '../src/trace/derived.ts';
import { lowerBound } from '../src/trace/grow.ts';
import type { TraceModel } from '../src/trace/model.ts';
import { type EventIndex, NO_EVENT } from '../src/trace/store.ts';
import type { Flow, Item } from './scene.ts';
import type { TraceLanes } from './trace-lanes.ts';

/** Flows are looked for among so many of their resource. */
const MOST_LOOKED_AT = 5000;
/** Events of one resource are dated at most this much later than their own clock said. */
const LATE_NS = 100e6;

interface Events {
  readonly begin: EventIndex;
  readonly finish: EventIndex;
}

/** The flows that let an item's operation end; of a hold, its acquire's. */
export function flowsInto(model: TraceModel, lanes: TraceLanes, item: Item, events: Events): Flow[] {
  if (item.type === 'span' && item.kind === 'joining') return joined(lanes, item);
  const event =
    item.type === 'span' && item.kind === 'holding'
      ? events.begin
      : item.type === 'span'
        ? events.finish
        : events.begin;
  return search(model, lanes, event, (flows, i) => flows.to[i] === event);
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
  if (target?.type !== 'actor') return [];
  return [
    {
      fromLane: item.lane,
      fromNs: item.atNs,
      toLane: target.id,
      toNs: Math.max(target.startNs, item.atNs),
      resource: undefined,
      kind: 'start',
    },
  ];
}

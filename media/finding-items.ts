/** Where a finding stands on the timeline: its lanes, and the items that its events are part of. */

import type { EventIndex, EventStore } from '../src/trace/store.ts';
import type { Card, CardStep } from './finding-card.ts';
import type { GrowingScene, Item } from './scene.ts';
import { TraceScene } from './trace-scene.ts';

/** A step of a card with its place on the lanes. */
export interface PlacedStep {
  readonly step: CardStep;
  readonly lane: string;
  readonly atNs: number;
  readonly item: Item | undefined;
}

/** The lane of an actor or resource that a finding names. */
export function laneOf(scene: GrowingScene, id: string): string | undefined {
  // Two runs beside each other have no findings.
  if (!(scene instanceof TraceScene)) return undefined;
  const { model } = scene;
  const actor = model.actors.find(({ display }) => display === id);
  if (actor !== undefined) return scene.actorLane(actor.id);
  const resource = model.resources.find(({ display }) => display === id);
  return resource === undefined ? undefined : scene.resourceLane(resource.id);
}

/** The steps that are on the timeline by now: findings may come before the events that they tell of. */
export function placeSteps(scene: GrowingScene, card: Card): PlacedStep[] {
  if (!(scene instanceof TraceScene)) return [];
  const { store } = scene.model;
  return card.steps.flatMap((step) => {
    if (step.event === undefined || step.event >= store.length) return [];
    const event = step.role === 'holds' ? takenAt(store, step.event) : step.event;
    const lane = scene.actorLane(store.actor(event));
    const atNs = store.at(event);
    return [{ step, lane, atNs, item: itemOf(scene, lane, atNs, event, step.role) }];
  });
}

/** So many events further on one looks for the end of an acquire. */
const MOST_APART = 100_000;

/** A hold is cited by the begin of its acquire, which knows the place in the source; it is drawn from that one's end on. */
function takenAt(store: EventStore, begin: EventIndex): EventIndex {
  if (store.op(begin) !== 'acquire' || store.phase(begin) !== 'begin') return begin;
  const last = Math.min(store.length, begin + MOST_APART);
  for (let event = begin + 1; event < last; event++) {
    if (
      store.actor(event) === store.actor(begin) &&
      store.resource(event) === store.resource(begin) &&
      store.flight(event) === store.flight(begin) &&
      store.op(event) === 'acquire' &&
      store.phase(event) === 'end'
    )
      return event;
  }
  return begin;
}

function itemOf(
  scene: TraceScene,
  lane: string,
  atNs: number,
  event: EventIndex,
  role: CardStep['role'],
): Item | undefined {
  const items = scene.around(lane, atNs).filter((item) => {
    const { begin, finish } = scene.eventsOf(item);
    return begin === event || finish === event;
  });
  const wanted = role === 'holds' ? 'holding' : undefined;
  return items.find((item) => item.type === 'span' && item.kind === wanted) ?? items[0];
}

/** The stretch of time that shows all steps, and a while of what they led to. */
export function stretchOf(steps: readonly PlacedStep[], endNs: number): { startNs: number; endNs: number } | undefined {
  if (steps.length === 0) return undefined;
  const times = steps.map(({ atNs }) => atNs);
  const [startNs, lastNs] = [Math.min(...times), Math.max(...times)];
  // Who waits for ever waits to the end: enough of it is shown to see that.
  const lasts = steps.some(({ item }) => item?.type === 'span' && item.endNs > lastNs);
  const length = Math.max(lastNs - startNs, 20e3);
  return { startNs, endNs: lasts ? Math.min(Math.max(endNs, lastNs), lastNs + length * 0.8) : lastNs };
}

/** What stands in a queue over time, in the order in which it is taken: each item from its put to its get. */

import type { Steps } from '../src/trace/derived.ts';
import type { TraceModel } from '../src/trace/model.ts';
import { NO_EVENT } from '../src/trace/store.ts';
import type { QueueCell, QueuedItem, ResourceLane } from './scene.ts';
import type { TraceLanes } from './trace-lanes.ts';

/** Queues with a longer history than this do not tell their items at a moment. */
const MOST_HISTORY = 300_000;
/** Queues with a longer history than this are drawn as a level only. */
const MOST_DRAWN = 6000;

/** One item's stay. */
interface Stay extends QueuedItem {
  readonly priority: number | string | undefined;
  /** When it was taken; infinite while it is inside. */
  takenNs: number;
}

/** Something that happened to the queue: an item came, or one went. */
interface Change {
  readonly atNs: number;
  readonly stay: Stay;
  readonly came: boolean;
}

/** Whether a resource holds items that are told apart. */
export function hasItems(lane: ResourceLane): boolean {
  return lane.chart === 'level' && (lane.kind.includes('queue') || lane.kind === 'pipe');
}

/** The contents of queues, read once for each state of the trace. */
export class QueueContents {
  readonly #model: TraceModel;
  readonly #lanes: TraceLanes;
  readonly #known = new Map<number, { readonly length: number; readonly changes: Change[] | undefined }>();

  constructor(model: TraceModel, lanes: TraceLanes) {
    this.#model = model;
    this.#lanes = lanes;
  }

  /** The items at a moment, the next one first; undefined when its history is too long or it is no queue. */
  at(lane: ResourceLane, atNs: number): QueuedItem[] | undefined {
    const changes = this.#changes(lane, MOST_HISTORY);
    if (changes === undefined) return undefined;
    const inside = new Set<Stay>();
    for (const { atNs: when, stay, came } of changes) {
      if (when > atNs) break;
      if (came) inside.add(stay);
      else inside.delete(stay);
    }
    const items = [...inside].sort(orderOf(lane));
    return lane.kind === 'lifo-queue' ? items.reverse() : items;
  }

  /**
   * The places of the items between two moments: place 0 is at the bottom. A stack grows upwards and is taken from the
   * top; of the others the next one lies at the bottom. Where a place begins before or ends after the two moments is
   * not exact. False when only the level is known.
   */
  cells(lane: ResourceLane, fromNs: number, toNs: number, nowNs: number, emit: (cell: QueueCell) => void): boolean {
    const changes = this.#changes(lane, MOST_DRAWN);
    if (changes === undefined) return false;
    const order = orderOf(lane);
    const stack = lane.kind === 'lifo-queue';
    const inside: Stay[] = [];
    /** Since when each item lies where it lies. */
    const since = new Map<Stay, { place: number; next: boolean; fromNs: number }>();
    const settle = (atNs: number) => {
      inside.forEach((stay, place) => {
        const next = place === (stack ? inside.length - 1 : 0);
        const lies = since.get(stay);
        if (lies?.place === place && lies.next === next) return;
        if (lies !== undefined) close(stay, lies, atNs);
        since.set(stay, { place, next, fromNs: atNs });
      });
    };
    const close = (item: Stay, lies: { place: number; next: boolean; fromNs: number }, endNs: number) => {
      if (endNs < fromNs || lies.fromNs > toNs || endNs <= lies.fromNs) return;
      const { place, next, fromNs: startNs } = lies;
      emit({ item, place, next, startNs, endNs, takenNs: item.takenNs });
    };
    let last = Number.NEGATIVE_INFINITY;
    for (const { atNs, stay, came } of changes) {
      if (atNs > last && last >= fromNs - 1) settle(last);
      if (atNs > toNs) break;
      if (atNs > last && last < fromNs - 1 && atNs >= fromNs - 1) settle(last);
      last = atNs;
      if (came) {
        const at = inside.findIndex((other) => order(stay, other) < 0);
        inside.splice(at < 0 ? inside.length : at, 0, stay);
      } else {
        const at = inside.indexOf(stay);
        if (at < 0) continue;
        inside.splice(at, 1);
        const lies = since.get(stay);
        if (lies !== undefined) close(stay, lies, atNs);
        since.delete(stay);
      }
    }
    settle(last);
    for (const [stay, lies] of since) if (inside.includes(stay)) close(stay, lies, Math.min(nowNs, stay.takenNs));
    return true;
  }

  #changes(lane: ResourceLane, most: number): Change[] | undefined {
    const steps = hasItems(lane) ? this.#model.resource(lane.index)?.steps : undefined;
    if (steps === undefined || steps.length > most) return undefined;
    const known = this.#known.get(lane.index);
    if (known?.length === steps.length && this.#model.isComplete) return known.changes;
    const changes = this.#read(steps);
    this.#known.set(lane.index, { length: steps.length, changes });
    return changes;
  }

  #read(steps: Steps): Change[] {
    const { store } = this.#model;
    const stays = new Map<number, Stay>();
    const early = new Map<number, number>();
    const changes: Change[] = [];
    for (let i = 0; i < steps.length; i++) {
      const event = steps.event[i]!;
      const atNs = steps.time[i]!;
      const op = event === NO_EVENT ? undefined : store.op(event);
      if (op === 'shutdown' && store.data(event)?.immediate === true) {
        for (const stay of stays.values()) take(stay, atNs, changes);
        stays.clear();
      }
      if ((op !== 'put' && op !== 'get') || store.phase(event) !== 'end') continue;
      const number = store.number(event, 'item');
      if (Number.isNaN(number)) continue;
      const stay = stays.get(number);
      if (op === 'get') {
        if (stay === undefined)
          early.set(number, atNs); // its getter was quicker to tell than its putter
        else take(stay, atNs, changes);
        stays.delete(number);
      } else if (!early.delete(number)) {
        const data = store.data(event);
        const made: Stay = {
          number,
          sinceNs: atNs,
          by: this.#lanes.actorId(store.actor(event)),
          preview: typeof data?.preview === 'string' ? data.preview : undefined,
          priority: typeof data?.priority === 'boolean' ? undefined : data?.priority,
          takenNs: Number.POSITIVE_INFINITY,
        };
        stays.set(number, made);
        changes.push({ atNs, stay: made, came: true });
      }
    }
    return changes;
  }
}

function take(stay: Stay, atNs: number, changes: Change[]): void {
  stay.takenNs = atNs;
  changes.push({ atNs, stay, came: false });
}

/** The order from the bottom up: as they came, or by priority; where no priority was told, as they were taken. */
function orderOf(lane: ResourceLane): (a: Stay, b: Stay) => number {
  if (lane.kind !== 'priority-queue') return (a, b) => a.number - b.number;
  return (a, b) => {
    if (a.priority !== undefined && b.priority !== undefined && a.priority !== b.priority)
      return a.priority < b.priority ? -1 : 1;
    if (a.priority === undefined && a.takenNs !== b.takenNs) return a.takenNs - b.takenNs;
    return a.number - b.number;
  };
}

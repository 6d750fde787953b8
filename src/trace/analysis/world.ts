/**
 * Who waits for what and who holds what right now, kept up to date event by event in the order of arrival.
 *
 * A thread writes everything out before it may block, so of a thread that waits everything is known. Of one that runs the
 * latest operations may still be on their way; each resource's own count (rseq) tells a late operation from the latest.
 */
import type { TraceModel } from '../model.ts';
import { OPS, OUTCOMES, type ResourceKind } from '../schema.ts';
import type { EventIndex } from '../store.ts';

const BEGIN = 0;
const END = 1;
const number = Object.fromEntries(OPS.map((op, index) => [op, index])) as Record<(typeof OPS)[number], number>;
const OK = OUTCOMES.indexOf('ok');
const ABANDONED = OUTCOMES.indexOf('abandoned');

/** An operation that has begun and not ended. */
export interface Pending {
  readonly actor: number;
  readonly op: (typeof OPS)[number];
  /** Id of the resource, or -1. */
  readonly resource: number;
  /** Id of the actor that is joined, or -1. */
  readonly target: number;
  readonly event: EventIndex;
  readonly at: number;
  /** It gives up by itself. */
  readonly limited: boolean;
  readonly flight: number;
}

/** One hold of a lock or permit. */
export interface Hold {
  readonly actor: number;
  readonly event: EventIndex;
  readonly depth: number;
}

const EXCLUSIVE: ReadonlySet<ResourceKind | undefined> = new Set<ResourceKind>(['lock', 'rlock', 'gil', 'condition']);

/** True for what has one holder at a time, whom everybody else waits for. */
export function isExclusive(kind: ResourceKind | undefined): boolean {
  return EXCLUSIVE.has(kind);
}

export class World {
  readonly #model: TraceModel;
  /** Blocking operations, innermost last, by actor id. */
  readonly blocking = new Map<number, Pending[]>();
  /** Asynchronous operations by actor id and flight. */
  readonly flights = new Map<number, Map<number, Pending>>();
  /** Holds by resource id. */
  readonly holds = new Map<number, Hold[]>();
  /** Resources that somebody who did not hold them has released. */
  readonly signalled = new Set<number>();
  /** What else keeps an actor's event loop alive, as it told last, and when. */
  readonly busy = new Map<number, { readonly n: number; readonly event: EventIndex }>();
  /** Permits left, items inside, 1 for a set event: as far as was told, by resource id. */
  readonly levels = new Map<number, number>();
  /** The latest notification of each condition. */
  readonly notified = new Map<number, EventIndex>();
  readonly #levelled = new Map<number, number>();
  /** Keys of actors that were started and have not told of themselves yet. */
  readonly #starting = new Set<number>();
  readonly #latest = new Map<number, number>();
  #next: EventIndex = 0;
  /** Events taken in that may have changed who waits. */
  version = 0;

  constructor(model: TraceModel) {
    this.#model = model;
  }

  /** Takes in what the model has received since the last time. */
  update(): void {
    const { store } = this.#model;
    for (; this.#next < store.length; this.#next++) this.#take(this.#next);
  }

  #take(event: EventIndex): void {
    const { store } = this.#model;
    const op = store.opNumber(event);
    if (op < number.start) return;
    const phase = store.phaseNumber(event);
    if (phase !== BEGIN) this.#level(event, op);
    if (phase === BEGIN) this.#begin(event, op);
    else if (phase === END) this.#end(event, op);
    else if (op === number.release) this.#released(event);
    else if (op === number.idle) {
      this.busy.set(store.actor(event), { n: store.number(event, 'n'), event });
      this.version++;
    } else if (op === number.start) {
      this.#starting.add(store.number(event, 'target'));
      this.version++;
    } else if (op === number.exit) this.version++;
  }

  #level(event: EventIndex, op: number): void {
    const { store } = this.#model;
    const resource = store.resource(event);
    if (resource < 0) return;
    if (op === number.notify) this.notified.set(resource, event);
    const level = op === number.set ? 1 : op === number.clear ? 0 : store.number(event, 'value');
    if (Number.isNaN(level) || op === number['task-done']) return;
    const sequence = store.rseq(event);
    if (sequence < (this.#levelled.get(resource) ?? 0)) return;
    this.#levelled.set(resource, sequence);
    this.levels.set(resource, level);
    this.version++;
  }

  #begin(event: EventIndex, op: number): void {
    const { store } = this.#model;
    const actor = store.actor(event);
    const flight = store.flight(event);
    const pending: Pending = {
      actor,
      op: OPS[op]!,
      resource: store.resource(event),
      target: op === number.join ? this.#actorOf(store.number(event, 'target')) : -1,
      event,
      at: store.at(event),
      limited: op === number.sleep || op === number.cpu || !Number.isNaN(store.number(event, 'ms')),
      flight,
    };
    if (flight > 0) {
      const own = this.flights.get(actor) ?? new Map<number, Pending>();
      this.flights.set(actor, own.set(flight, pending));
    } else if (op !== number.span && op !== number.task) {
      const stack = this.blocking.get(actor);
      if (stack) stack.push(pending);
      else this.blocking.set(actor, [pending]);
    }
    this.version++;
  }

  #end(event: EventIndex, op: number): void {
    const { store } = this.#model;
    const actor = store.actor(event);
    const flight = store.flight(event);
    if (flight > 0) this.flights.get(actor)?.delete(flight);
    else {
      const stack = this.blocking.get(actor);
      const depth = stack?.findLastIndex((pending) => pending.op === OPS[op]) ?? -1;
      if (depth >= 0) stack!.length = depth;
    }
    this.version++;
    const outcome = store.outcomeNumber(event);
    if (op === number.acquire && (outcome === OK || outcome === ABANDONED)) this.#acquired(event, actor);
  }

  #acquired(event: EventIndex, actor: number): void {
    const { store, resources } = this.#model;
    const resource = store.resource(event);
    if (resource < 0) return;
    const own = this.holds.get(resource) ?? [];
    if (isExclusive(resources[resource]?.kind)) {
      if (this.#isLate(resource, event)) return;
      const depth = own[0]?.actor === actor ? own[0].depth + 1 : 1;
      this.holds.set(resource, [{ actor, event: depth > 1 ? own[0]!.event : event, depth }]);
    } else this.holds.set(resource, [...own, { actor, event, depth: 1 }]);
  }

  #released(event: EventIndex): void {
    const { store, resources } = this.#model;
    const resource = store.resource(event);
    const own = this.holds.get(resource);
    this.version++;
    const actor = store.actor(event);
    if (isExclusive(resources[resource]?.kind)) {
      if (this.#isLate(resource, event)) return;
      const hold = own?.[0];
      if (hold && hold.actor !== actor) this.signalled.add(resource);
      if (hold && hold.actor === actor && hold.depth > 1)
        this.holds.set(resource, [{ ...hold, depth: hold.depth - 1 }]);
      else this.holds.delete(resource);
      return;
    }
    if (!own) return;
    let left = store.number(event, 'n') || 1;
    this.holds.set(
      resource,
      own.filter((hold) => hold.actor !== actor || left-- <= 0),
    );
  }

  #isLate(resource: number, event: EventIndex): boolean {
    const sequence = this.#model.store.rseq(event);
    if (sequence < (this.#latest.get(resource) ?? 0)) return true;
    this.#latest.set(resource, sequence);
    return false;
  }

  /** How many wait for a resource. */
  waiting(resource: number): number {
    let count = 0;
    for (const stack of this.blocking.values()) if (stack.at(-1)?.resource === resource) count++;
    for (const flights of this.flights.values())
      for (const pending of flights.values()) if (pending.resource === resource) count++;
    return count;
  }

  /** True while somebody is on the way who may help those that wait. */
  get someoneComes(): boolean {
    for (const key of this.#starting) {
      const actor = this.#model.actors[this.#actorOf(key)];
      if (!actor?.announced && actor?.exit === undefined) return true;
      this.#starting.delete(key);
    }
    return false;
  }

  #actorOf(key: number): number {
    // Actors are few; the latest bearer of the key is meant.
    return this.#model.actors.findLastIndex((actor) => actor.key === key);
  }
}

/**
 * Who waits for what and who holds what right now, kept up to date event by event in the order of arrival.
 *
 * A thread writes everything out before it may block, so of a thread that waits everything is known. Of one that runs the
 * latest operations may still be on their way; each resource's own count (rseq) tells a late operation from the latest.
 */
import type { TraceModel } from '../model.ts';
import { OPS, OUTCOMES, type ResourceKind } from '../schema.ts';
import type { EventIndex } from '../store.ts';
import { Reach } from './reach.ts';
import { Supply } from './supply.ts';

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
  /** Of a readers-writer lock: it wants to write. */
  readonly writes: boolean;
  /** Which end of a pipe it is; -1: no pipe. */
  readonly end: number;
  /** The runtime waits, since the actor's own function has ended. */
  readonly ending: boolean;
}

/** One hold of a lock or permit. */
export interface Hold {
  readonly actor: number;
  /** The beginning of its acquire: where in the program it was taken. */
  readonly event: EventIndex;
  readonly writes: boolean;
}

const EXCLUSIVE: ReadonlySet<ResourceKind | undefined> = new Set<ResourceKind>(['lock', 'rlock', 'gil', 'condition']);
const SEMAPHORES: ReadonlySet<ResourceKind | undefined> = new Set<ResourceKind>(['semaphore', 'bounded-semaphore']);

/** True for what has one holder at a time, whom everybody else waits for. */
export function isExclusive(kind: ResourceKind | undefined): boolean {
  return EXCLUSIVE.has(kind);
}

export class World {
  readonly #model: TraceModel;
  readonly supply: Supply;
  readonly reach: Reach;
  /** Blocking operations, innermost last, by actor id. */
  readonly blocking = new Map<number, Pending[]>();
  /** Asynchronous operations by actor id and flight. */
  readonly flights = new Map<number, Map<number, Pending>>();
  /** Holds by resource id. */
  readonly holds = new Map<number, Hold[]>();
  /** Resources that somebody who did not hold them has released. */
  readonly signalled = new Set<number>();
  readonly #given = new Set<number>();
  /** Time of the latest event. */
  clock = Number.NEGATIVE_INFINITY;
  /** Events taken in that may have changed who waits. */
  version = 0;
  /** Actors that told last that nothing but waits keeps their event loop alive. */
  readonly #idle = new Set<number>();
  /** Keys of actors that were started and have not told of themselves yet. */
  readonly #starting = new Set<number>();
  readonly #latest = new Map<number, number>();

  constructor(model: TraceModel) {
    this.#model = model;
    this.supply = new Supply(model);
    this.reach = new Reach(model, (id) => this.hasEnded(id));
  }

  /** Takes in the next event. */
  take(event: EventIndex): void {
    const { store } = this.#model;
    const op = store.opNumber(event);
    const at = store.at(event);
    if (at > this.clock) this.clock = at;
    const actor = store.actor(event);
    if (op === number.idle) {
      if (store.number(event, 'n') === 0) this.#idle.add(actor);
      this.version++;
      return;
    }
    if (this.#idle.size > 0 && this.#idle.delete(actor)) this.version++;
    if (op < number.start) return;
    const phase = store.phaseNumber(event);
    if (phase === BEGIN) this.#begin(event, op);
    else if (phase === END) this.#end(event, op);
    else this.#instant(event, op);
  }

  #instant(event: EventIndex, op: number): void {
    const { store } = this.#model;
    if (op === number.start) {
      this.#starting.add(store.number(event, 'target'));
      this.version++;
    } else if (op === number.exit || op === number.run) this.version++;
    else if (op === number.pass) this.reach.passed(event);
    else {
      const resource = store.resource(event);
      if (resource < 0) return;
      this.version++;
      this.supply.take(event, op, resource, undefined);
      if (op === number.release) this.#released(event, resource);
    }
  }

  #begin(event: EventIndex, op: number): void {
    const { store } = this.#model;
    if (op === number.span || op === number.task) return;
    const actor = store.actor(event);
    const flight = store.flight(event);
    const resource = store.resource(event);
    const kind = this.#model.resources[resource]?.kind;
    const pending: Pending = {
      actor,
      op: OPS[op]!,
      resource,
      target: op === number.join ? this.#actorOf(store.number(event, 'target')) : -1,
      event,
      at: store.at(event),
      limited: op === number.sleep || op === number.cpu || !Number.isNaN(store.number(event, 'ms')),
      flight,
      writes: kind === 'rwlock' && store.data(event)?.mode === 'write',
      end: kind === 'pipe' ? store.number(event, 'index') : -1,
      ending: op === number.join && store.data(event)?.rule !== undefined,
    };
    if (flight > 0) {
      const own = this.flights.get(actor) ?? new Map<number, Pending>();
      this.flights.set(actor, own.set(flight, pending));
    } else {
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
    let pending: Pending | undefined;
    if (flight > 0) {
      pending = this.flights.get(actor)?.get(flight);
      this.flights.get(actor)?.delete(flight);
    } else {
      const stack = this.blocking.get(actor);
      const depth = stack?.findLastIndex((open) => open.op === OPS[op]) ?? -1;
      if (depth >= 0) {
        pending = stack![depth];
        stack!.length = depth;
      }
    }
    this.version++;
    const resource = store.resource(event);
    if (resource < 0) return;
    this.supply.take(event, op, resource, pending);
    const outcome = store.outcomeNumber(event);
    if (op === number.acquire && (outcome === OK || outcome === ABANDONED)) this.#acquired(event, resource, pending);
  }

  #acquired(event: EventIndex, resource: number, pending: Pending | undefined): void {
    const { store, resources } = this.#model;
    const actor = store.actor(event);
    const own = this.holds.get(resource);
    const hold: Hold = { actor, event: pending?.event ?? event, writes: pending?.writes ?? false };
    if (!isExclusive(resources[resource]?.kind)) {
      if (own) own.push(hold);
      else this.holds.set(resource, [hold]);
    } else if (!this.#isLate(resource, event) && own?.[0]?.actor !== actor) this.holds.set(resource, [hold]);
  }

  #released(event: EventIndex, resource: number): void {
    const { store, resources } = this.#model;
    const own = this.holds.get(resource);
    const actor = store.actor(event);
    const kind = resources[resource]?.kind;
    if (isExclusive(kind)) {
      if (this.#isLate(resource, event)) return;
      const hold = own?.[0];
      if (hold) (hold.actor === actor ? this.#given : this.signalled).add(resource);
      // Only the last release of an rlock frees it; a condition's wait lets go of it altogether.
      if (!(store.number(event, 'depth') > 0)) this.holds.delete(resource);
      return;
    }
    const writes = kind === 'rwlock' && store.data(event)?.mode === 'write';
    let left = store.number(event, 'n') || 1;
    for (let i = (own?.length ?? 0) - 1; i >= 0 && left > 0; i--) {
      if (own![i]!.actor !== actor || own![i]!.writes !== writes) continue;
      own!.splice(i, 1);
      this.#given.add(resource);
      left--;
    }
    if (left > 0 && SEMAPHORES.has(kind)) this.signalled.add(resource);
  }

  /** It has been given back by whoever held it, and never by anybody else: nobody gives signals with it. */
  isMutex(resource: number): boolean {
    return this.#given.has(resource) && !this.signalled.has(resource);
  }

  #isLate(resource: number, event: EventIndex): boolean {
    const sequence = this.#model.store.rseq(event);
    if (sequence < (this.#latest.get(resource) ?? 0)) return true;
    this.#latest.set(resource, sequence);
    return false;
  }

  /** Everybody who waits for a resource in the same way, the first to come first. */
  waiters({ resource, op }: Pick<Pending, 'resource' | 'op'>): Pending[] {
    const waiters: Pending[] = [];
    for (const stack of this.blocking.values()) {
      const last = stack.at(-1);
      if (last?.resource === resource && last.op === op) waiters.push(last);
    }
    for (const flights of this.flights.values())
      for (const open of flights.values()) if (open.resource === resource && open.op === op) waiters.push(open);
    return waiters.filter(({ actor }) => this.isAlive(actor)).sort((a, b) => a.at - b.at);
  }

  /** Whether an actor lives at the time of the latest event. */
  isAlive(id: number): boolean {
    const actor = this.#model.actors[id];
    if (actor === undefined || actor.kind === 'session' || !actor.announced || actor.bornNs > this.clock) return false;
    return !this.hasEnded(id);
  }

  /** Whether an actor's end came before the latest event. */
  hasEnded(id: number): boolean {
    const exit = this.#model.actors[id]?.exit;
    return exit !== undefined && exit.atNs <= this.clock;
  }

  /** Nothing but waits keeps the actor's event loop alive. */
  isIdle(actor: number): boolean {
    return this.#idle.has(actor);
  }

  /** True while somebody is on the way who may help those that wait. */
  get someoneComes(): boolean {
    for (const key of this.#starting) {
      const actor = this.#model.actors[this.#actorOf(key)];
      if (actor !== undefined && !actor.announced && !this.hasEnded(actor.id)) return true;
      this.#starting.delete(key);
    }
    return false;
  }

  #actorOf(key: number): number {
    // Actors are few; the latest bearer of the key is meant.
    return this.#model.actors.findLastIndex((actor) => actor.key === key);
  }
}

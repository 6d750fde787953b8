/**
 * What each actor does and holds, kept up in its own order: of one actor nothing ever comes late. Detectors listen.
 * What happens between actors is told by each resource's own count (rseq), which says what came first.
 */
import type { TraceModel } from '../model.ts';
import { OPS, type Op, OUTCOMES, type Outcome, type ResourceKind } from '../schema.ts';
import type { EventIndex } from '../store.ts';

const BEGIN = 0;
const END = 1;
const number = Object.fromEntries(OPS.map((op, index) => [op, index])) as Record<Op, number>;

/** An operation under way. */
export interface Doing {
  readonly actor: number;
  readonly op: Op;
  /** Id of the resource, or -1. */
  readonly resource: number;
  /** Its begin. */
  readonly event: EventIndex;
  readonly at: number;
  readonly flight: number;
  /** Its time limit in milliseconds; NaN: none. */
  readonly ms: number;
  /** How many who began later got it before, while this was the oldest attempt. */
  overtaken: number;
}

/** A lock or permit that an actor has taken and not given back. */
export interface Held {
  readonly actor: number;
  readonly resource: number;
  /** The begin of the acquire: it knows the place in the source. */
  readonly event: EventIndex;
  readonly at: number;
  /** The resource's count at that moment. */
  readonly rseq: number;
  /** Taken without waiting for it at all: whoever does so may mean "once only". */
  readonly tried: boolean;
  /** The holder asked for it again: it means a signal that somebody else gives. */
  again: boolean;
}

/** Who is told of what actors do. */
export interface ActivityListener {
  ended?(doing: Doing, at: number, outcome: Outcome | undefined, event: EventIndex): void;
  acquired?(held: Held, doing: Doing, at: number, abandoned: boolean): void;
  /** Somebody gave back what it did not hold. */
  releasedForeign?(actor: number, resource: number, rseq: number, event: EventIndex): void;
}

/** Kinds with one holder at a time, or one kind of holder. */
export const LOCK_KINDS: ReadonlySet<ResourceKind | undefined> = new Set<ResourceKind>(['lock', 'rlock', 'rwlock']);
/** Kinds with permits. */
export const PERMIT_KINDS: ReadonlySet<ResourceKind | undefined> = new Set<ResourceKind>([
  'semaphore',
  'bounded-semaphore',
]);

const NOBODY: ReadonlySet<Doing> = new Set();

interface ActorState {
  readonly held: Held[];
  /** Blocking operations, innermost last. */
  readonly blocking: Doing[];
  readonly flights: Map<number, Doing>;
}

export class Activity {
  readonly #model: TraceModel;
  readonly #listeners: ActivityListener[] = [];
  readonly #actors: ActorState[] = [];
  /** The highest count seen of each resource. */
  readonly #latest: number[] = [];
  /** Acquires under way that wait, by resource, the oldest first. */
  readonly #waiting: Set<Doing>[] = [];
  #next: EventIndex = 0;

  constructor(model: TraceModel) {
    this.#model = model;
  }

  /** Tells somebody of everything that is taken in from now on. */
  tell(listener: ActivityListener): void {
    this.#listeners.push(listener);
  }

  /** Takes in what the model has received since the last time. */
  update(): void {
    const { store } = this.#model;
    for (; this.#next < store.length; this.#next++) this.#take(this.#next);
  }

  /** What an actor holds, in the order in which it took it. */
  held(actor: number): readonly Held[] {
    return this.#actors[actor]?.held ?? [];
  }
  /** What an actor is blocked in; or, when it does but one thing, what it awaits. */
  doing(actor: number): Doing | undefined {
    const state = this.#actors[actor];
    if (!state) return undefined;
    const innermost = state.blocking.at(-1);
    if (innermost || state.flights.size !== 1) return innermost;
    return state.flights.values().next().value;
  }
  /** Acquires of a resource that are under way and wait, the oldest first. */
  waiting(resource: number): ReadonlySet<Doing> {
    return this.#waiting[resource] ?? NOBODY;
  }
  /** The highest count seen of a resource. */
  latest(resource: number): number {
    return this.#latest[resource] ?? 0;
  }
  /** Takes a hold away that somebody else gave back. */
  forget(held: Held): void {
    const own = this.#actors[held.actor]?.held;
    const place = own?.indexOf(held) ?? -1;
    if (place >= 0) own!.splice(place, 1);
  }

  #state(actor: number): ActorState {
    let state = this.#actors[actor];
    if (!state) {
      state = { held: [], blocking: [], flights: new Map() };
      this.#actors[actor] = state;
    }
    return state;
  }

  #take(event: EventIndex): void {
    const { store } = this.#model;
    const op = store.opNumber(event);
    if (op < number.join || op === number.span || op === number.task) return;
    const resource = store.resource(event);
    const rseq = store.rseq(event);
    if (resource >= 0 && rseq > (this.#latest[resource] ?? 0)) this.#latest[resource] = rseq;
    const phase = store.phaseNumber(event);
    if (phase === BEGIN) this.#begin(event, op, resource);
    else if (phase === END) this.#end(event, op);
    else if (op === number.release) this.#release(event, resource, rseq);
  }

  #begin(event: EventIndex, op: number, resource: number): void {
    const { store } = this.#model;
    const actor = store.actor(event);
    const flight = store.flight(event);
    const ms = store.number(event, 'ms');
    const doing: Doing = { actor, op: OPS[op]!, resource, event, at: store.at(event), flight, ms, overtaken: 0 };
    const state = this.#state(actor);
    if (flight > 0) state.flights.set(flight, doing);
    else state.blocking.push(doing);
    if (op !== number.acquire || resource < 0) return;
    for (const held of state.held) if (held.resource === resource) held.again = true;
    // Whoever only asks does not wait.
    if (ms === 0) return;
    const waiting = this.#waiting[resource];
    if (waiting) waiting.add(doing);
    else this.#waiting[resource] = new Set([doing]);
  }

  #end(event: EventIndex, op: number): void {
    const { store } = this.#model;
    const actor = store.actor(event);
    const flight = store.flight(event);
    const state = this.#state(actor);
    let doing: Doing | undefined;
    if (flight > 0) {
      doing = state.flights.get(flight);
      state.flights.delete(flight);
    } else {
      const depth = state.blocking.findLastIndex((each) => each.op === OPS[op]);
      if (depth < 0) return;
      doing = state.blocking[depth];
      state.blocking.length = depth;
    }
    if (!doing) return;
    if (op === number.acquire) this.#waiting[doing.resource]?.delete(doing);
    const at = store.at(event);
    const outcome = OUTCOMES[store.outcomeNumber(event)];
    for (const listener of this.#listeners) listener.ended?.(doing, at, outcome, event);
    if (op === number.acquire && (outcome === 'ok' || outcome === 'abandoned')) {
      this.#acquire(state, doing, at, store.rseq(event), outcome === 'abandoned');
    }
  }

  #acquire(state: ActorState, doing: Doing, at: number, rseq: number, abandoned: boolean): void {
    const { actor, resource, event, ms } = doing;
    const kind = this.#model.resources[resource]?.kind;
    if (!LOCK_KINDS.has(kind) && !PERMIT_KINDS.has(kind)) return;
    const held: Held = { actor, resource, event, at, rseq, tried: ms === 0, again: false };
    const known = kind === 'lock' || kind === 'rlock' ? state.held.findIndex((h) => h.resource === resource) : -1;
    if (known < 0) state.held.push(held);
    else if (kind === 'lock') state.held[known] = held; // somebody else had released it
    for (const listener of this.#listeners) listener.acquired?.(held, doing, at, abandoned);
  }

  #release(event: EventIndex, resource: number, rseq: number): void {
    const { store, resources } = this.#model;
    const actor = store.actor(event);
    const state = this.#state(actor);
    const kind = resources[resource]?.kind;
    // An RLock stays held until its depth is 0.
    if (kind === 'rlock' && store.number(event, 'depth') > 0) return;
    let left = PERMIT_KINDS.has(kind) ? store.number(event, 'n') || 1 : 1;
    for (let place = state.held.length - 1; place >= 0 && left > 0; place--) {
      if (state.held[place]!.resource !== resource) continue;
      state.held.splice(place, 1);
      left--;
    }
    if (left > 0) for (const listener of this.#listeners) listener.releasedForeign?.(actor, resource, rseq, event);
  }
}

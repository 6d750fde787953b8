/**
 * The edges of happens-before that the primitives give, as vector clocks. Each edge is one that holds in every run: a
 * queue orders the put of an item before the get of that item, and (when it is bounded) the nth get before the put that
 * needs its place; a semaphore of n permits the kth release before the acquire that needs it. Orders that this run
 * happened to have besides are not taken for granted, or races would hide behind them.
 */
import type { Resource } from '../identities.ts';
import type { TraceModel } from '../model.ts';
import type { EventIndex } from '../store.ts';
import { Clocks, Handover, type Stamp } from './clocks.ts';
import { ABANDONED, BEGIN, CLOSED, END, OK, OP, SHUT_DOWN } from './event-numbers.ts';

/** Releases or gets that nobody has needed yet, at most: beyond that they count as seen by all. */
const MOST_OPEN = 65_536;
/** Rounds of a barrier that are remembered: who wakes up late is at most one behind. */
const ROUNDS = 8;

/** Permits: the kth acquire needs release k - n. */
class PermitEdges {
  readonly #released: { readonly stamp: Stamp; left: number }[] = [];
  readonly #seen = new Handover();
  /** First release that no acquire has needed. */
  #next = 0;
  /** Permits that may be taken before any release is needed. */
  #spare: number;

  constructor(initial: number) {
    this.#spare = initial;
  }
  release(clocks: Clocks, slot: number, n: number): void {
    this.#released.push({ stamp: clocks.handOn(slot), left: n });
    if (this.#released.length - this.#next > MOST_OPEN) this.#need(Number.POSITIVE_INFINITY);
  }
  acquire(clocks: Clocks, slot: number): void {
    if (this.#spare > 0) this.#spare--;
    else this.#need(1);
    this.#seen.take(clocks, slot);
  }
  #need(n: number): void {
    const release = this.#released[this.#next];
    if (release === undefined) return;
    this.#seen.add(release.stamp);
    release.left -= n;
    if (release.left > 0) return;
    this.#next++;
    if (this.#next < 1024 || this.#next * 2 < this.#released.length) return;
    this.#released.splice(0, this.#next);
    this.#next = 0;
  }
}

class BarrierEdges {
  /** Who has arrived and not gone on, by actor and flight. */
  readonly #arrived = new Map<string, Stamp>();
  readonly #rounds = new Map<number, Handover>();

  arrive(clocks: Clocks, slot: number, who: string): void {
    this.#arrived.set(who, clocks.handOn(slot));
  }
  leave(who: string): void {
    this.#arrived.delete(who);
  }
  /** The first who goes on finds all of its round there, and nobody has come again yet. */
  pass(clocks: Clocks, slot: number, who: string, round: number): void {
    // Traces of older runtimes do not tell the round.
    let all = Number.isNaN(round) ? undefined : this.#rounds.get(round);
    if (all === undefined) {
      all = new Handover();
      for (const stamp of this.#arrived.values()) all.add(stamp);
      this.#rounds.set(round, all);
      for (const old of this.#rounds.keys()) {
        if (this.#rounds.size <= ROUNDS) break;
        this.#rounds.delete(old);
      }
    }
    all.take(clocks, slot);
    this.#arrived.delete(who);
  }
  open(clocks: Clocks, slot: number, round: number): void {
    this.#rounds.get(round)?.leave(clocks, slot);
  }
}

class QueueEdges {
  readonly #capacity: number;
  readonly #items = new Map<number, Stamp>();
  /** Gets whose place no put has taken. */
  readonly #gets = new Map<number, Stamp>();
  #puts = 0;
  #got = 0;
  readonly done = new Handover();
  readonly ended = new Handover();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }
  put(clocks: Clocks, slot: number, item: number): void {
    const needs = ++this.#puts - this.#capacity;
    const place = this.#capacity > 0 ? this.#gets.get(needs) : undefined;
    if (place) {
      clocks.takeIn(slot, place);
      this.#gets.delete(needs);
    }
    this.#items.set(item, clocks.handOn(slot));
  }
  get(clocks: Clocks, slot: number, item: number): void {
    const put = this.#items.get(item);
    this.#items.delete(item);
    if (put) clocks.takeIn(slot, put);
    this.#got++;
    if (this.#capacity > 0) this.#gets.set(this.#got, clocks.handOn(slot));
  }
}

export class SyncEdges {
  readonly clocks = new Clocks();
  readonly #model: TraceModel;
  /** Also the order in which locks were held, which differs from run to run. */
  readonly #withLocks: boolean;
  readonly #handovers = new Map<number, Handover>();
  readonly #readers = new Map<number, Handover>();
  readonly #permits = new Map<number, PermitEdges>();
  readonly #barriers = new Map<number, BarrierEdges>();
  readonly #queues = new Map<number, QueueEdges>();
  readonly #starts = new Map<number, Stamp>();
  readonly #actorOf: (key: number) => number;

  constructor(model: TraceModel, actorOf: (key: number) => number, withLocks: boolean) {
    this.#model = model;
    this.#actorOf = actorOf;
    this.#withLocks = withLocks;
  }

  /** Takes in an event; all its causes have been taken in before. Reads and writes are not its business. */
  take(event: EventIndex, actor: number, op: number, resource: number): void {
    if (resource < 0) {
      this.#life(event, actor, op);
      return;
    }
    const known = this.#model.resources[resource];
    switch (known?.kind) {
      case 'lock':
      case 'rlock':
      case 'gil':
        if (this.#withLocks) this.#lock(event, actor, op, resource);
        break;
      case 'rwlock':
        if (this.#withLocks) this.#readWrite(event, actor, op, resource);
        break;
      case 'semaphore':
      case 'bounded-semaphore':
        if (this.#withLocks || known.initial === 0) this.#semaphore(event, actor, op, known);
        break;
      case 'condition':
      case 'event':
        this.#signal(event, actor, op, resource);
        break;
      case 'barrier':
        this.#barrier(event, actor, op, resource);
        break;
      case 'value':
      case 'shared-array':
      case 'watched':
        break;
      default:
        if (known?.kind) this.#queue(event, actor, op, known);
    }
  }

  #life(event: EventIndex, actor: number, op: number): void {
    const { store } = this.#model;
    const { clocks } = this;
    if (op === OP.start) {
      const target = this.#actorOf(store.number(event, 'target'));
      if (target >= 0) this.#starts.set(target, clocks.handOn(clocks.slot(actor)));
    } else if (op === OP.actor) {
      const start = this.#starts.get(actor);
      if (start) clocks.takeIn(clocks.slot(actor), start);
      this.#starts.delete(actor);
    } else if (op === OP.look || (op === OP.join && store.phaseNumber(event) === END)) {
      if (op === OP.join && store.outcomeNumber(event) !== OK) return;
      const target = this.#actorOf(store.number(event, 'target'));
      if (target >= 0 && target !== actor) this.#takeLast(clocks.slot(actor), target);
    } else if (op === OP.exit && Number.isNaN(store.number(event, 'target'))) clocks.end(actor);
  }

  #lock(event: EventIndex, actor: number, op: number, resource: number): void {
    const slot = this.clocks.slot(actor);
    if (op === OP.release) this.#handover(resource).leave(this.clocks, slot);
    else if (this.#isDone(event)) this.#handovers.get(resource)?.take(this.clocks, slot);
  }

  #readWrite(event: EventIndex, actor: number, op: number, resource: number): void {
    const { clocks } = this;
    const slot = clocks.slot(actor);
    const writes = this.#model.store.data(event)?.mode === 'write';
    if (op === OP.release) {
      if (writes) this.#handover(resource).leave(clocks, slot);
      else of(this.#readers, resource, () => new Handover()).leave(clocks, slot);
    } else if (this.#isDone(event)) {
      this.#handovers.get(resource)?.take(clocks, slot);
      if (writes) this.#readers.get(resource)?.take(clocks, slot);
    }
  }

  #semaphore(event: EventIndex, actor: number, op: number, { id, initial }: Resource): void {
    const slot = this.clocks.slot(actor);
    const permits = of(this.#permits, id, () => new PermitEdges(initial ?? 0));
    if (op === OP.release) permits.release(this.clocks, slot, this.#model.store.number(event, 'n') || 1);
    else if (this.#isDone(event)) permits.acquire(this.clocks, slot);
  }

  #signal(event: EventIndex, actor: number, op: number, resource: number): void {
    const slot = this.clocks.slot(actor);
    if (op === OP.notify || op === OP.set || op === OP.clear) this.#handover(resource).leave(this.clocks, slot);
    else if (op === OP.look || this.#isDone(event)) this.#handovers.get(resource)?.take(this.clocks, slot);
  }

  #barrier(event: EventIndex, actor: number, op: number, resource: number): void {
    const { store } = this.#model;
    const { clocks } = this;
    const slot = clocks.slot(actor);
    const edges = of(this.#barriers, resource, () => new BarrierEdges());
    if (op === OP.wait) {
      const who = `${actor} ${store.flight(event)}`;
      if (store.phaseNumber(event) === BEGIN) edges.arrive(clocks, slot, who);
      else if (store.outcomeNumber(event) === OK) edges.pass(clocks, slot, who, store.number(event, 'n'));
      else {
        edges.leave(who);
        this.#handovers.get(resource)?.take(clocks, slot);
      }
    } else if (op === OP.open) edges.open(clocks, slot, store.number(event, 'n'));
    else if (op === OP.abort || op === OP.reset) this.#handover(resource).leave(clocks, slot);
  }

  #queue(event: EventIndex, actor: number, op: number, { id, capacity }: Resource): void {
    const { store } = this.#model;
    const { clocks } = this;
    const slot = clocks.slot(actor);
    const edges = of(this.#queues, id, () => new QueueEdges(capacity ?? 0));
    if (op === OP['task-done']) edges.done.leave(clocks, slot);
    else if (op === OP.shutdown || op === OP.close) edges.ended.leave(clocks, slot);
    else if (store.phaseNumber(event) !== END) return;
    else if (op === OP['join-queue']) {
      if (store.outcomeNumber(event) === OK) edges.done.take(clocks, slot);
    } else {
      const outcome = store.outcomeNumber(event);
      // Who ends with a shutdown knows what was known at the shutdown, and no more.
      if (outcome === SHUT_DOWN) edges.ended.take(clocks, slot);
      else if (outcome === CLOSED) this.#ended(id, slot, edges);
      else if (outcome !== OK) return;
      else if (op === OP.put) edges.put(clocks, slot, store.number(event, 'item'));
      else if (op === OP.get) edges.get(clocks, slot, store.number(event, 'item'));
    }
  }

  /** The other side is gone: it closed its end, or it has ended. */
  #ended(resource: number, slot: number, edges: QueueEdges): void {
    edges.ended.take(this.clocks, slot);
    for (const user of this.#model.users(resource)) if (this.#model.actors[user]?.exit) this.#takeLast(slot, user);
  }

  #takeLast(slot: number, actor: number): void {
    const last = this.clocks.last(actor);
    if (last && last.slot !== slot) this.clocks.takeIn(slot, last);
    this.clocks.end(actor);
  }

  #isDone(event: EventIndex): boolean {
    const { store } = this.#model;
    if (store.phaseNumber(event) !== END) return false;
    const outcome = store.outcomeNumber(event);
    return outcome === OK || outcome === ABANDONED;
  }

  #handover(resource: number): Handover {
    return of(this.#handovers, resource, () => new Handover());
  }
}

function of<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

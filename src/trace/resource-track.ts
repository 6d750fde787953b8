/**
 * One resource's events, brought into their order and replayed when somebody asks.
 *
 * Streams arrive interleaved: an event may come a little after later ones of other actors. So only what is older than
 * the settled time is replayed for good; the rest is replayed from there at each call. An event that is late all
 * the same makes the whole replay start anew.
 *
 * Order: events that carry the resource's own count stand in that order exactly, and take their time from the one
 * before where the clock says otherwise; events without one (a wait's begin, a timeout) are put in by time.
 */
import type { DerivedResource } from './derived.ts';
import { fitted, withRoom } from './grow.ts';
import type { Resource } from './identities.ts';
import { ResourceMachine } from './resource-machine.ts';
import { OPS, type ResourceKind } from './schema.ts';
import { BREATH, sorted } from './sorting.ts';
import type { EventIndex, EventStore } from './store.ts';

const PUT = OPS.indexOf('put');
const GET = OPS.indexOf('get');
const RESOURCE = OPS.indexOf('resource');

export class ResourceTrack {
  /** Ids of the actors that used it. */
  readonly users = new Set<number>();
  readonly #resource: Resource;
  readonly #store: EventStore;
  #events = new Uint32Array(16);
  #count = 0;
  #machine: ResourceMachine;
  #kind: ResourceKind | undefined;
  /** Events not yet replayed for good. */
  #open: EventIndex[] = [];
  /** How many of #events have been looked at. */
  #seen = 0;
  /** Up to where the replay is for good: time, and the counts of both chains. */
  #settledAt = Number.NEGATIVE_INFINITY;
  #settledRseq: [number, number] = [0, 0];
  #settledBound = Number.NEGATIVE_INFINITY;
  /** Its two ends count for themselves, as a queue's may. */
  #twoCounts = false;
  #lastActor = -1;
  /** A replay that was put aside. */
  #underWay: Generator<void, void> | undefined;

  constructor(resource: Resource, store: EventStore) {
    this.#resource = resource;
    this.#store = store;
    this.#machine = new ResourceMachine(resource, store);
  }

  /** How many events it has. */
  get eventCount(): number {
    return this.#count;
  }
  /** Its nth event, in the order of arrival. */
  event(n: number): EventIndex {
    return this.#events[n]!;
  }

  add(event: EventIndex, actor: number): void {
    if (actor !== this.#lastActor) {
      this.users.add(actor);
      this.#lastActor = actor;
    }
    if (this.#count >= this.#events.length) this.#events = withRoom(this.#events, this.#count + 1);
    this.#events[this.#count++] = event;
  }

  /** What became of it, as far as the events go. */
  derive(settledNs: number): DerivedResource {
    // What was put aside stands on an earlier time: it is brought to its end, and then up to date.
    do this.advance(settledNs, () => true);
    while (!this.isDerived(settledNs));
    return this.#machine;
  }

  /** Works on that while `goOn` says so; true when it is done. */
  advance(settledNs: number, goOn: () => boolean): boolean {
    if (this.#underWay === undefined) {
      if (this.isDerived(settledNs)) return true;
      this.#underWay = this.#deriving(settledNs);
    }
    while (this.#underWay.next().done !== true) if (!goOn()) return false;
    this.#underWay = undefined;
    return true;
  }

  /** Whether derive() has nothing left to do. */
  isDerived(settledNs: number): boolean {
    return (
      this.#underWay === undefined &&
      this.#kind === this.#resource.kind &&
      this.#seen === this.#count &&
      (this.#open.length === 0 || settledNs === this.#settledBound)
    );
  }

  *#deriving(settledNs: number): Generator<void, void> {
    if (this.#kind !== this.#resource.kind) this.#restart();
    if (!(yield* this.#collect())) {
      this.#restart();
      yield* this.#collect();
    }
    this.#machine.restore();
    yield* this.#replay(settledNs);
    this.#settledBound = settledNs;
    if (settledNs === Number.POSITIVE_INFINITY) {
      this.#machine.steps.trim();
      this.#machine.flows.trim();
      this.#events = fitted(this.#events, this.#count);
    }
  }

  #restart(): void {
    this.#machine = new ResourceMachine(this.#resource, this.#store);
    this.#machine.keep();
    this.#kind = this.#resource.kind;
    this.#open = [];
    this.#seen = 0;
    this.#settledAt = Number.NEGATIVE_INFINITY;
    this.#settledRseq = [0, 0];
  }

  /** Takes in what arrived since; false when some of it belongs before what was settled. */
  *#collect(): Generator<void, boolean> {
    const store = this.#store;
    for (; this.#seen < this.#count; this.#seen++) {
      const event = this.#events[this.#seen]!;
      if (store.opNumber(event) === RESOURCE) continue;
      const rseq = store.rseq(event);
      if (rseq > 0 ? rseq <= this.#settledRseq[this.#chain(event)]! : store.at(event) < this.#settledAt) return false;
      this.#open.push(event);
      if (this.#seen % (BREATH * 8) === 0) yield;
    }
    return true;
  }

  #chain(event: EventIndex): 0 | 1 {
    return this.#twoCounts && this.#store.opNumber(event) !== PUT ? 1 : 0;
  }

  *#replay(settledNs: number): Generator<void, void> {
    const store = this.#store;
    const at = (event: EventIndex) => store.at(event);
    const rseq = (event: EventIndex) => store.rseq(event);
    const parts: [EventIndex[], EventIndex[], EventIndex[]] = [[], [], []];
    for (let index = 0; index < this.#open.length; index++) {
      const event = this.#open[index]!;
      parts[rseq(event) > 0 ? 1 + this.#chain(event) : 0]!.push(event);
      if (index % BREATH === BREATH - 1) yield;
    }
    const lists: Uint32Array[] = [];
    for (const [list, part] of parts.entries())
      lists.push(yield* sorted(Uint32Array.from(part), list === 0 ? at : rseq));
    if (!this.#twoCounts && this.#countsTwice(lists[1]!)) {
      this.#twoCounts = true;
      this.#restart();
      yield* this.#collect();
      yield* this.#replay(settledNs);
      return;
    }
    let time = this.#settledAt;
    const next = [0, 0, 0];
    // Times of the three events that could come next.
    const heads = new Float64Array(3);
    const timeOf = (event: EventIndex | undefined) =>
      event === undefined ? Number.POSITIVE_INFINITY : store.at(event);
    for (let list = 0; list < 3; list++) heads[list] = timeOf(lists[list]![0]);
    let final = true;
    const order: EventIndex[] = [];
    for (let total = this.#open.length; total > 0; total--) {
      let best = 0;
      for (let list = 1; list < 3; list++) if (Math.max(time, heads[list]!) < Math.max(time, heads[best]!)) best = list;
      const event = lists[best]![next[best]!]!;
      if (heads[best]! > time) time = heads[best]!;
      heads[best] = timeOf(lists[best]![++next[best]!]);
      if (final && time > settledNs) {
        final = false;
        this.#machine.keep();
      }
      if (final) {
        this.#settledAt = time;
        if (best > 0) this.#settledRseq[best - 1] = store.rseq(event);
      } else order.push(event);
      this.#machine.step(event, time);
      if (total % BREATH === 0) yield;
    }
    if (final) this.#machine.keep();
    this.#open = order;
  }

  #countsTwice(chain: Uint32Array): boolean {
    const store = this.#store;
    for (let index = 1; index < chain.length; index++) {
      const event = chain[index]!;
      const former = chain[index - 1]!;
      if (store.rseq(event) !== store.rseq(former)) continue;
      const ops = [store.opNumber(event), store.opNumber(former)];
      if (ops.includes(PUT) && ops.includes(GET)) return true;
    }
    return false;
  }
}

/**
 * Lock orders that could have hung: who held which lock while taking which other one makes a graph of locks; a ring in it
 * is a deadlock that did not happen this time. It is none when
 *
 * - one actor went round all by itself, or a common further lock lets only one at a time into the ring (a gate lock);
 * - what every run orders (starts, joins, queues, events, barriers) keeps the parts of the ring apart;
 * - readers meet readers of an RWLock; the lock is taken with a timeout or without waiting; an RLock is taken again;
 * - others than its holder release the lock: it is a signal.
 */
import type { TraceModel } from '../model.ts';
import type { EventIndex } from '../store.ts';
import { type Clocks, type Stamp, stampKnows } from './clocks.ts';
import { ABANDONED, BEGIN, END, OK, OP } from './event-numbers.ts';
import { actorName, type Cited, type Finding, makeFinding, resourceName } from './finding.ts';
import { phrase } from './phrase.ts';

/** A hold: `event` is the begin of the acquire, which has the call site. */
interface Hold {
  readonly resource: number;
  readonly event: EventIndex;
  readonly reads: boolean;
  /** Taken by one of several flows of the thread: nobody knows which of them goes on. */
  readonly loose: boolean;
}

/** An actor took `to` while it held `from`. */
interface Edge {
  readonly actor: number;
  readonly from: Hold;
  readonly to: Hold;
  /** What it held besides. */
  readonly gates: readonly number[];
  /** What the actor knew then. */
  readonly stamp: Stamp;
}

interface Pending {
  readonly event: EventIndex;
  readonly flight: number;
  readonly limited: boolean;
}

/** What an actor holds and is about to take. */
interface Taking {
  readonly holds: Hold[];
  pending: Pending[];
}

/** Locks of a ring, at most. */
const LONGEST = 6;
/** Edges of the same two locks that are kept: beyond that the oldest make room. */
const MOST_EDGES = 32;
/** Steps of one search, at most. */
const MOST_STEPS = 20_000;

export class LockOrders {
  readonly #model: TraceModel;
  readonly #clocks: Clocks;
  readonly #takings: Taking[] = [];
  /** By the held lock and then the taken one. */
  readonly #edges = new Map<number, Map<number, Edge[]>>();
  readonly #signals = new Set<number>();
  readonly #told = new Set<string>();
  #found: Edge[][] = [];
  /** Grows with each new pair of locks: pairs that no ring passed through need no new search before. */
  #version = 0;
  readonly #ringless = new Map<string, number>();
  #steps = 0;

  /** `clocks`: what every run orders. */
  constructor(model: TraceModel, clocks: Clocks) {
    this.#model = model;
    this.#clocks = clocks;
  }

  /** Takes in an acquire or a release. */
  see(event: EventIndex, actor: number, op: number, resource: number): void {
    if (!this.#isLock(resource)) return;
    const { store } = this.#model;
    let taking = this.#takings[actor];
    if (taking === undefined) {
      taking = { holds: [], pending: [] };
      this.#takings[actor] = taking;
    }
    if (op === OP.release) {
      this.#released(event, taking, resource);
      return;
    }
    const flight = store.flight(event);
    const phase = store.phaseNumber(event);
    const index = taking.pending.findIndex((pending) => pending.flight === flight);
    const pending = index < 0 ? undefined : taking.pending.splice(index, 1)[0];
    if (phase === BEGIN) taking.pending.push({ event, flight, limited: !Number.isNaN(store.number(event, 'ms')) });
    else if (phase === END && pending) {
      const outcome = store.outcomeNumber(event);
      if (outcome === OK || outcome === ABANDONED) this.#acquired(event, actor, taking.holds, resource, pending);
    }
  }

  /** New findings. */
  take(): Finding[] {
    const rings = this.#found;
    this.#found = [];
    return rings
      .filter((ring) => !ring.some(({ to }) => this.#signals.has(to.resource)))
      .map((ring) => this.#tell(ring));
  }

  #isLock(resource: number): boolean {
    const known = this.#model.resources[resource];
    switch (known?.kind) {
      case 'lock':
      case 'rlock':
      case 'rwlock':
        return true;
      case 'semaphore':
      case 'bounded-semaphore':
        return known.initial === 1;
      default:
        return false;
    }
  }

  #acquired(event: EventIndex, actor: number, holds: Hold[], resource: number, pending: Pending): void {
    const { store } = this.#model;
    const loose = pending.flight > 0;
    const kind = this.#model.resources[resource]?.kind;
    const reads = kind === 'rwlock' && store.data(event)?.mode === 'read';
    if (kind === 'rlock' && holds.some((hold) => hold.resource === resource)) return;
    const taken: Hold = { resource, event: pending.event, reads, loose };
    if (!loose && !pending.limited && !this.#signals.has(resource)) {
      for (const from of holds) {
        if (from.loose || from.resource === resource || this.#signals.has(from.resource)) continue;
        const gates = holds.filter((hold) => hold !== from && !hold.reads).map((hold) => hold.resource);
        this.#add({ actor, from, to: taken, gates, stamp: this.#clocks.stamp(this.#clocks.slot(actor)) });
      }
    }
    holds.push(taken);
  }

  #released(event: EventIndex, { holds }: Taking, resource: number): void {
    const index = holds.findLastIndex((hold) => hold.resource === resource);
    if (index < 0) {
      if (this.#model.resources[resource]?.kind !== 'rlock') this.#signals.add(resource);
      return;
    }
    // An RLock is free when it has been released as often as it was taken.
    if (this.#model.store.number(event, 'depth') > 0) return;
    holds.splice(index, 1);
  }

  #add(edge: Edge): void {
    const from = edge.from.resource;
    const to = edge.to.resource;
    let targets = this.#edges.get(from);
    if (targets === undefined) {
      targets = new Map();
      this.#edges.set(from, targets);
    }
    let edges = targets.get(to);
    if (edges === undefined) {
      edges = [];
      targets.set(to, edges);
      this.#version++;
    }
    const same = edges.findIndex((other) => this.#isLike(other, edge));
    if (same >= 0) edges.splice(same, 1);
    else if (edges.length >= MOST_EDGES) edges.shift();
    edges.push(edge);
    const pair = `${from} ${to}`;
    if (this.#ringless.get(pair) === this.#version) return;
    if (!this.#reaches(to, from)) {
      this.#ringless.set(pair, this.#version);
      return;
    }
    this.#steps = 0;
    this.#search([edge]);
  }

  /** The same actor at the same places under the same locks. */
  #isLike(a: Edge, b: Edge): boolean {
    const { store } = this.#model;
    return (
      a.actor === b.actor &&
      store.site(a.from.event) === store.site(b.from.event) &&
      store.site(a.to.event) === store.site(b.to.event) &&
      a.gates.length === b.gates.length &&
      a.gates.every((gate) => b.gates.includes(gate))
    );
  }

  #reaches(from: number, to: number): boolean {
    let border = [from];
    const seen = new Set(border);
    for (let length = 1; length < LONGEST && border.length > 0; length++) {
      const next: number[] = [];
      for (const lock of border)
        for (const target of this.#edges.get(lock)?.keys() ?? []) {
          if (target === to) return true;
          if (!seen.has(target)) next.push(target);
          seen.add(target);
        }
      border = next;
    }
    return false;
  }

  /** Goes on from the end of a path of edges, back to its beginning. */
  #search(path: readonly Edge[]): void {
    const first = path[0]!;
    const last = path.at(-1)!;
    for (const [to, edges] of this.#edges.get(last.to.resource) ?? []) {
      const closes = to === first.from.resource;
      if (!closes && (path.length + 1 >= LONGEST || path.some((edge) => edge.from.resource === to))) continue;
      for (const edge of edges) {
        if (++this.#steps > MOST_STEPS) return;
        if (last.to.reads && edge.from.reads) continue;
        if (closes && edge.to.reads && first.from.reads) continue;
        if (!path.every((other) => this.#mayMeet(other, edge))) continue;
        if (!closes) this.#search([...path, edge]);
        else if (this.#isNew([...path, edge])) this.#found.push([...path, edge]);
      }
    }
  }

  #mayMeet(a: Edge, b: Edge): boolean {
    if (a.actor === b.actor || a.gates.some((gate) => b.gates.includes(gate))) return false;
    return !stampKnows(b.stamp, a.stamp.slot, a.stamp.time) && !stampKnows(a.stamp, b.stamp.slot, b.stamp.time);
  }

  #isNew(ring: readonly Edge[]): boolean {
    const key = ring
      .map(({ from }) => from.resource)
      .sort((a, b) => a - b)
      .join();
    if (this.#told.has(key)) return false;
    this.#told.add(key);
    return true;
  }

  #tell(ring: readonly Edge[]): Finding {
    const model = this.#model;
    const cited = ring.flatMap(({ actor, from, to }): Cited[] =>
      [from, to].map(({ resource, event }) => ({ actor, resource, target: -1, event, how: 'holds' })),
    );
    const locks = ring.map(({ from }) => from.resource).sort((a, b) => a - b);
    return makeFinding(
      model,
      { finding: 'lock-order', severity: 'warning', scope: 'some' },
      phrase(
        'lock-order.ring',
        ring.map(({ actor, from, to }) =>
          phrase(
            'lock-order.takes',
            actorName(model, actor),
            resourceName(model, from.resource),
            resourceName(model, to.resource),
          ),
        ),
      ),
      phrase('lock-order.remedy', locks.map((lock) => model.resources[lock]?.name ?? '').join(', ')),
      cited,
    );
  }
}

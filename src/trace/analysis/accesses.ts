/**
 * Accesses to shared numbers that nothing orders (after FastTrack): for each number the latest plain write, the plain
 * reads since, and the latest atomic operations.
 *
 * `.value` reads and writes are plain; add and compareExchange are atomic. Two accesses race when at least one of them is a
 * plain write and nothing orders them; atomic operations among themselves, and plain reads beside atomic operations,
 * do not. As in the memory models of JavaScript and C++ (sequentially consistent atomics), an atomic operation that
 * writes hands on what its actor knows to whoever reads the number later, and a compareExchange (or a read) takes it
 * up: a flag that is exchanged atomically orders what stands around it. Who took a number by compareExchange may give it
 * back by a plain write, as a spin lock's owner does: that counts as atomic, too.
 */
import type { TraceModel } from '../model.ts';
import type { EventIndex } from '../store.ts';
import { type Clocks, Handover, type Stamp, stampKnows } from './clocks.ts';
import { OP } from './event-numbers.ts';

/** A write, and the read of the same actor on which it rests, if there was one since its latest write. */
export interface Written {
  readonly event: EventIndex;
  readonly base: EventIndex | undefined;
}

/** Two accesses that nothing orders, or a write that rests on an outdated read. */
export interface Conflict {
  readonly resource: number;
  /** Which number of an array; 0 for a value and for what is watched. */
  readonly index: number;
  /** `unordered`: nothing orders the two; `outdated`: ordered, but the first came between the second's read and its write. */
  readonly how: 'unordered' | 'outdated';
  /** In the order in which they were taken in. A read has no base. */
  readonly first: Written;
  readonly second: Written;
}

interface Access extends Written {
  readonly slot: number;
  readonly time: number;
}
/** The latest read of an actor. */
interface Read extends Access {
  readonly actor: number;
  /** What the actor knew. */
  readonly stamp: Stamp;
  /** No write has been compared with it yet. */
  open: boolean;
}

interface Place {
  write: Access | undefined;
  /** One an actor: its latest since its latest write. */
  readonly reads: Read[];
  /** One an actor, since the latest plain write. */
  atomics: Access[];
  handover: Handover | undefined;
  /** The actor that has taken the number by an atomic operation, or -1. */
  owner: number;
}

/** Numbers that are looked after at once, at most: those of larger arrays beyond that are not. */
const MOST_PLACES = 500_000;

export class NumberAccesses {
  readonly #model: TraceModel;
  readonly #clocks: Clocks;
  readonly #found: (conflict: Conflict) => void;
  readonly #places: Map<number, Place>[] = [];
  #count = 0;

  constructor(model: TraceModel, clocks: Clocks, found: (conflict: Conflict) => void) {
    this.#model = model;
    this.#clocks = clocks;
    this.#found = found;
  }

  /** Takes in a read or write of a Value or SharedArray. `half`: see CausalSink. */
  take(event: EventIndex, actor: number, op: number, resource: number, half: 0 | 1): void {
    const index = this.#model.store.number(event, 'index') || 0;
    const place = this.#place(resource, index);
    if (place === undefined) return;
    const slot = this.#clocks.slot(actor);
    if (op === OP.read) {
      this.#read(place, slot, event, actor, resource, index);
      return;
    }
    const atomic = isAtomic(this.#model, event);
    if (atomic && half === 1) {
      place.handover?.take(this.#clocks, slot);
      return;
    }
    const own = place.reads.findIndex((read) => read.actor === actor);
    const base = own < 0 ? undefined : place.reads.splice(own, 1)[0];
    const access: Access = { slot, time: this.#clocks.time(slot), event, base: base?.event };
    if (!atomic && place.owner !== actor) {
      this.#write(place, access, base, resource, index);
      return;
    }
    const changes = !atomic || this.#changes(event);
    this.#atomic(place, access, changes, resource, index);
    if (changes) place.owner = atomic ? actor : -1;
  }

  #conflict(resource: number, index: number, how: Conflict['how'], first: Access, second: Access): void {
    this.#found({ resource, index, how, first, second });
  }

  #place(resource: number, index: number): Place | undefined {
    let places = this.#places[resource];
    if (places === undefined) {
      places = new Map();
      this.#places[resource] = places;
    }
    let place = places.get(index);
    if (place === undefined) {
      if (this.#count >= MOST_PLACES) return undefined;
      this.#count++;
      place = { write: undefined, reads: [], atomics: [], handover: undefined, owner: -1 };
      places.set(index, place);
    }
    return place;
  }

  #isOrdered(access: Access, slot: number): boolean {
    return access.slot === slot || this.#clocks.knows(slot, access.slot, access.time);
  }

  #read(place: Place, slot: number, event: EventIndex, actor: number, resource: number, index: number): void {
    const clocks = this.#clocks;
    // What an atomic operation wrote is read whole and in order.
    place.handover?.take(clocks, slot);
    const { write, reads } = place;
    const time = clocks.time(slot);
    const read: Read = { slot, time, event, base: undefined, actor, stamp: clocks.stamp(slot), open: true };
    if (write && !this.#isOrdered(write, slot)) this.#conflict(resource, index, 'unordered', write, read);
    const own = reads.findIndex((other) => other.actor === actor);
    if (own >= 0) reads[own] = read;
    else reads.push(read);
  }

  #write(place: Place, access: Access, base: Read | undefined, resource: number, index: number): void {
    const { write, reads, atomics } = place;
    const { slot } = access;
    if (write && !this.#isOrdered(write, slot)) this.#conflict(resource, index, 'unordered', write, access);
    else if (write && write.slot !== slot && base && !stampKnows(base.stamp, write.slot, write.time))
      this.#conflict(resource, index, 'outdated', write, access);
    // What has been compared with this write is ordered before whatever is ordered after it.
    for (const read of reads) {
      if (read.open && !this.#isOrdered(read, slot)) this.#conflict(resource, index, 'unordered', read, access);
      read.open = false;
    }
    for (const atomic of atomics)
      if (!this.#isOrdered(atomic, slot)) this.#conflict(resource, index, 'unordered', atomic, access);
    if (atomics.length > 0) place.atomics = [];
    place.write = access;
    place.owner = -1;
  }

  #atomic(place: Place, access: Access, hands: boolean, resource: number, index: number): void {
    const { write, atomics } = place;
    if (write && !this.#isOrdered(write, access.slot)) this.#conflict(resource, index, 'unordered', write, access);
    const own = atomics.findIndex(({ slot }) => slot === access.slot);
    if (own >= 0) atomics[own] = access;
    else atomics.push(access);
    if (!hands) return;
    place.handover ??= new Handover();
    place.handover.leave(this.#clocks, access.slot);
  }

  /** False for a compareExchange that found something else, and for an addition of nothing. */
  #changes(event: EventIndex): boolean {
    const { value, former } = this.#model.store.data(event) ?? {};
    return value !== former;
  }
}

/** True for add and compareExchange. */
export function isAtomic(model: TraceModel, event: EventIndex): boolean {
  return !Number.isNaN(model.store.number(event, 'until'));
}

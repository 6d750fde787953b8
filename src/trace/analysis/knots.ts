/**
 * What holds together among those who can never go on: who waits for whom. A *knot* is a set of them that hang on one
 * another; a ring in it in which each has what the next one needs is a deadlock, anything else a stall.
 */
import type { TraceModel } from '../model.ts';
import type { Op } from '../schema.ts';
import type { Stuck } from './stuck.ts';
import { isExclusive, type Pending, type World } from './world.ts';

/**
 * How another one could end a wait: it holds the thing, is joined, or could put, get, set and the like. `behind`: it waits
 * to write, and readers wait for that.
 */
export type Tie = 'held' | 'behind' | 'join' | 'could';

/** A wait, and one of those who could end it. */
export interface Link {
  readonly wait: Pending;
  readonly to: number;
  readonly tie: Tie;
}

export interface Knot {
  readonly waits: readonly Pending[];
  /** Rings of links without a common member; none: a stall. */
  readonly rings: readonly (readonly Link[])[];
}

/** The operation that ends a wait of this kind. */
export const COUNTERPART: { readonly [K in Op]?: Op } = {
  put: 'get',
  get: 'put',
  'join-queue': 'task-done',
  acquire: 'release',
};

/** All knots of those who are stuck. */
export function knots(model: TraceModel, world: World, stuck: Stuck): Knot[] {
  return new Untangler(model, world, stuck).knots();
}

class Untangler {
  readonly #model: TraceModel;
  readonly #world: World;
  readonly #stuck: Stuck;
  readonly #links = new Map<number, Link[]>();
  readonly #did = new Map<number, ReadonlyMap<number, ReadonlySet<Op>>>();

  constructor(model: TraceModel, world: World, stuck: Stuck) {
    this.#model = model;
    this.#world = world;
    this.#stuck = stuck;
    for (const [id, { waits }] of stuck.set) {
      this.#links.set(
        id,
        waits.flatMap((wait) => this.#linksOf(wait)),
      );
    }
  }

  knots(): Knot[] {
    return this.#groups().map((group) => ({
      waits: group.flatMap((id) => this.#stuck.set.get(id)!.waits),
      rings: this.#rings(group),
    }));
  }

  #linksOf(wait: Pending): Link[] {
    const { actor, op, resource, target } = wait;
    const { set } = this.#stuck;
    const world = this.#world;
    if (op === 'join') return set.has(target) ? [{ wait, to: target, tie: 'join' }] : [];
    const known = this.#model.resources[resource];
    const kind = known?.kind;
    const semaphore = kind === 'semaphore' || kind === 'bounded-semaphore';
    const asLock = semaphore && known?.initial === 1 && !world.signalled.has(resource);
    if (op === 'acquire' && (isExclusive(kind) || kind === 'rwlock' || asLock)) {
      const holders = [...new Set((world.holds.get(resource) ?? []).map((hold) => hold.actor))];
      const links = holders.filter((id) => set.has(id)).map((to): Link => ({ wait, to, tie: 'held' }));
      if (kind !== 'rwlock' || wait.writes || world.holds.get(resource)?.some((hold) => hold.writes)) return links;
      const writers = world.waiters(wait).filter((other) => other.writes && set.has(other.actor));
      return writers.map((other): Link => ({ wait, to: other.actor, tie: 'behind' }));
    }
    const links: Link[] = [];
    for (const [to, { waits }] of set) {
      if (to === actor || !world.reach.has(to, resource)) continue;
      if (waits.some((other) => other.resource === resource && other.op === op)) continue;
      const did = this.#history(resource).get(to);
      const counterpart = COUNTERPART[op];
      // Who has only ever got from a queue is not the one to put into it.
      if (counterpart && did?.has(op) && !did.has(counterpart)) continue;
      links.push({ wait, to, tie: 'could' });
    }
    return links;
  }

  /** What each actor has done to a resource. */
  #history(resource: number): ReadonlyMap<number, ReadonlySet<Op>> {
    const known = this.#did.get(resource);
    if (known) return known;
    const did = new Map<number, Set<Op>>();
    for (const event of this.#model.eventsOf(resource)) {
      const actor = this.#model.store.actor(event);
      const own = did.get(actor);
      if (own) own.add(this.#model.store.op(event));
      else did.set(actor, new Set([this.#model.store.op(event)]));
    }
    this.#did.set(resource, did);
    return did;
  }

  /** Actors that hang together: through what they wait for or through whom. */
  #groups(): number[][] {
    const above = new Map<number, number>();
    const root = (id: number): number => {
      let top = id;
      while (above.has(top)) top = above.get(top)!;
      return top;
    };
    const unite = (a: number, b: number): void => {
      const [x, y] = [root(a), root(b)];
      if (x !== y) above.set(x, y);
    };
    const first = new Map<number, number>();
    for (const [id, { waits }] of this.#stuck.set) {
      for (const { resource } of waits) {
        if (resource < 0) continue;
        const known = first.get(resource);
        if (known === undefined) first.set(resource, id);
        else unite(id, known);
      }
      for (const link of this.#links.get(id)!) if (link.tie !== 'could' || this.#isFlow(link)) unite(id, link.to);
    }
    const groups = new Map<number, number[]>();
    for (const id of this.#stuck.set.keys()) {
      const group = groups.get(root(id));
      if (group) group.push(id);
      else groups.set(root(id), [id]);
    }
    return [...groups.values()];
  }

  #rings(group: readonly number[]): Link[][] {
    const strong = this.#disjoint(
      group,
      ({ tie }) => tie !== 'could',
      () => true,
    );
    if (strong.length > 0) return strong;
    const mixed = this.#disjoint(
      group,
      ({ tie }) => tie !== 'join',
      ({ tie }) => tie === 'held',
    );
    if (mixed.length > 0) return mixed;
    return this.#disjoint(
      group,
      (link) => this.#isFlow(link),
      () => true,
    );
  }

  /** The other one has already put where this one gets, or got where it puts. */
  #isFlow({ wait: { op, resource }, to, tie }: Link): boolean {
    const counterpart = COUNTERPART[op];
    if (tie !== 'could' || counterpart === undefined || (op !== 'put' && op !== 'get')) return false;
    return this.#history(resource).get(to)?.has(counterpart) ?? false;
  }

  /** Shortest rings of such links, each with at least one that counts, and none with a member of another. */
  #disjoint(group: readonly number[], use: (link: Link) => boolean, counts: (link: Link) => boolean): Link[][] {
    const rings: Link[][] = [];
    const taken = new Set<number>();
    for (const id of group) {
      if (taken.has(id)) continue;
      let best: Link[] | undefined;
      const own = this.#links.get(id)!.filter((link) => use(link));
      for (const link of own) {
        if (!counts(link) || taken.has(link.to) || link.to === id) continue;
        const back = this.#path(link.to, id, use, taken);
        if (back && (best === undefined || back.length + 1 < best.length)) best = [link, ...back];
      }
      // Only with nobody else's help: what it holds itself, in each of its flows.
      const self = own.filter((link) => link.to === id);
      if (best === undefined && self.some(counts)) best = self;
      if (best === undefined) continue;
      rings.push(best);
      for (const { wait } of best) taken.add(wait.actor);
    }
    return rings;
  }

  #path(from: number, to: number, use: (link: Link) => boolean, taken: ReadonlySet<number>): Link[] | undefined {
    const came = new Map<number, Link | undefined>([[from, undefined]]);
    for (const id of came.keys()) {
      if (id === to) break;
      for (const link of this.#links.get(id) ?? []) {
        if (use(link) && !came.has(link.to) && !taken.has(link.to)) came.set(link.to, link);
      }
    }
    if (!came.has(to)) return undefined;
    const path: Link[] = [];
    for (let link = came.get(to); link !== undefined; link = came.get(link.wait.actor)) path.unshift(link);
    return path;
  }
}

/**
 * Who can never go on: the largest set of actors each of whom waits without limit for something that only members of the set
 * could bring about. Found by starting with everybody who waits and taking out, again and again, whoever may still be
 * helped by somebody outside.
 *
 * A lock is brought about by its holder and a join by the joined; permits, items, sets and notifications by anybody who
 * can reach the resource. An actor whose own function has ended brings about nothing any more, although it lives until
 * its threads and children have ended.
 */
import type { TraceModel } from '../model.ts';
import { isExclusive, type Pending, type World } from './world.ts';

/** One actor that waits without limit. */
export interface Blocked {
  readonly actor: number;
  /** What it waits for; several when they are asynchronous. */
  readonly waits: readonly Pending[];
}

/** What an actor waits for without limit; undefined when it may go on by itself. */
export function blockedNow(world: World, actor: number): Blocked | undefined {
  const innermost = world.blocking.get(actor)?.at(-1);
  if (innermost) return innermost.limited ? undefined : { actor, waits: [innermost] };
  const flights = [...(world.flights.get(actor)?.values() ?? [])];
  if (flights.length === 0 || flights.some(({ limited }) => limited)) return undefined;
  // An event loop with timers, sockets or files to look after goes on by itself.
  return world.isIdle(actor) ? { actor, waits: flights } : undefined;
}

/** The actors that can never go on, as of the latest event. */
export class Stuck {
  readonly set = new Map<number, Blocked>();
  readonly living: readonly number[];
  /** Their own function has ended, and nothing that it left behind can go on. */
  readonly #inert = new Map<number, Blocked>();
  readonly #model: TraceModel;
  readonly #world: World;

  constructor(model: TraceModel, world: World) {
    this.#model = model;
    this.#world = world;
    this.living = model.actors.filter(({ id }) => world.isAlive(id)).map(({ id }) => id);
    for (const id of this.living) {
      const blocked = blockedNow(world, id);
      if (!blocked) continue;
      this.set.set(id, blocked);
      const others = blocked.waits.filter(({ ending }) => !ending);
      if (others.length < blocked.waits.length) this.#inert.set(id, { actor: id, waits: others });
    }
    if (this.set.size > 0) this.#settle();
  }

  /** True when nobody at all goes on. */
  get isAll(): boolean {
    return this.living.every((id) => !this.#isAble(id));
  }

  #settle(): void {
    for (let changed = true; changed; ) {
      changed = false;
      for (const candidates of [this.set, this.#inert]) {
        for (const [id, { waits }] of candidates) {
          if (!waits.some((wait) => this.#mayEnd(wait))) continue;
          candidates.delete(id);
          changed = true;
        }
      }
    }
  }

  #isAble(id: number): boolean {
    return !this.set.has(id) && !this.#inert.has(id);
  }

  #mayEnd(wait: Pending): boolean {
    const { op, resource, target } = wait;
    const world = this.#world;
    if (op === 'join') return !(target >= 0 && world.isAlive(target) && this.set.has(target));
    if (op === 'acquire') {
      const kind = this.#model.resources[resource]?.kind;
      if (isExclusive(kind)) return this.#mayBeReleased(wait);
      if (kind === 'rwlock') return this.#mayBeReadOrWritten(wait);
      if (this.#isMutex(resource)) return this.#mayBeGivenBack(wait);
    }
    return this.#isThere(wait) || this.#isLeft(wait) || this.#isHelped(wait);
  }

  /** Somebody outside can reach the resource. */
  #isHelped({ resource }: Pending): boolean {
    const world = this.#world;
    return world.someoneComes || this.living.some((id) => this.#isAble(id) && world.reach.has(id, resource));
  }

  #isThere(wait: Pending): boolean {
    const kind = this.#model.resources[wait.resource]?.kind;
    const counts = kind === 'condition' || kind === 'barrier';
    const waiters = counts ? this.#world.waiters(wait) : [];
    const ahead = waiters.findIndex(({ event }) => event === wait.event);
    return this.#world.supply.isThere(wait, ahead, waiters.length);
  }

  /** The runtime ends a receiver's wait when nobody else holds the pipe; who made it holds both ends. */
  #isLeft({ actor, resource }: Pending): boolean {
    const known = this.#model.resources[resource];
    if (known?.kind !== 'pipe' || known.creator === actor) return false;
    return !this.living.some((id) => id !== actor && this.#world.reach.has(id, resource));
  }

  #mayBeReleased(wait: Pending): boolean {
    const world = this.#world;
    const { resource, actor } = wait;
    const hold = world.holds.get(resource)?.[0];
    if (!hold) return true;
    const isLock = this.#model.resources[resource]?.kind === 'lock';
    if (!world.isAlive(hold.actor)) {
      // Who dies or forgets an rlock loses it; a lock that its holder left behind may be released by somebody else.
      const returned = this.#model.actors[hold.actor]?.exit?.reason === 'returned';
      return isLock && returned ? this.#isHelped(wait) : true;
    }
    if (this.#isAble(hold.actor)) return true;
    // Whoever takes a lock twice may mean it as a signal that somebody else gives.
    const own = hold.actor === actor && !world.isMutex(resource);
    const mayBeSignal = own || this.#inert.has(hold.actor) || world.signalled.has(resource);
    return isLock && mayBeSignal && this.#isHelped(wait);
  }

  /** A semaphore of one permit that is used as a lock. */
  #isMutex(resource: number): boolean {
    const known = this.#model.resources[resource];
    const isSemaphore = known?.kind === 'semaphore' || known?.kind === 'bounded-semaphore';
    return isSemaphore && known.initial === 1 && this.#world.isMutex(resource);
  }

  #mayBeGivenBack(wait: Pending): boolean {
    const world = this.#world;
    const [hold, ...more] = world.holds.get(wait.resource) ?? [];
    if (hold === undefined || more.length > 0 || this.#isThere(wait) || this.#isAble(hold.actor)) return true;
    // Who is gone, or at its end, leaves it to others.
    const isLost = !world.isAlive(hold.actor) || this.#inert.has(hold.actor);
    return isLost && this.#isHelped(wait);
  }

  #mayBeReadOrWritten({ resource, writes, event }: Pending): boolean {
    const world = this.#world;
    const holders = (world.holds.get(resource) ?? []).filter(({ actor }) => world.isAlive(actor));
    if (holders.length === 0) return true;
    if (writes) return holders.every(({ actor }) => this.#isAble(actor));
    const writer = holders.find((hold) => hold.writes);
    if (writer) return this.#isAble(writer.actor);
    // Readers let nobody read before a writer that waits.
    const writers = world.waiters({ resource, op: 'acquire' }).filter((other) => other.writes && other.event !== event);
    return writers.length === 0 || writers.some((other) => other.limited || this.#isAble(other.actor));
  }
}

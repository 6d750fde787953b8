/**
 * Who can never go on: the largest set of actors each of whom waits without limit for something that only members of the set
 * could bring about. Found by starting with everybody who waits and taking out, again and again, whoever may still be
 * helped by somebody outside.
 *
 * A lock is brought about by its holder and a join by the joined; permits, items, sets and notifications by anybody who
 * can reach the resource, and that is everybody in the process (or, between processes, in the program).
 */
import type { TraceModel } from '../model.ts';
import { isExclusive, type Pending, type World } from './world.ts';

/** One actor that waits without limit. */
export interface Blocked {
  readonly actor: number;
  /** What it waits for; several when they are asynchronous. */
  readonly waits: readonly Pending[];
  /** It is one thread standing still, not an event loop with nothing else to do. */
  readonly standing: boolean;
}

/** Whether an actor lives. */
export function isAlive(model: TraceModel, id: number): boolean {
  const actor = model.actors[id];
  return actor !== undefined && actor.kind !== 'session' && actor.announced && actor.exit === undefined;
}

/** What an actor waits for without limit; undefined when it may go on by itself. */
export function blockedNow(world: World, actor: number): Blocked | undefined {
  const innermost = world.blocking.get(actor)?.at(-1);
  if (innermost) return innermost.limited ? undefined : { actor, waits: [innermost], standing: true };
  const flights = [...(world.flights.get(actor)?.values() ?? [])];
  if (flights.length === 0 || flights.some(({ limited }) => limited)) return undefined;
  // An event loop with timers, sockets or files to look after goes on by itself; what it told before the latest wait
  // began may have changed with it.
  const told = world.busy.get(actor);
  const idle = told?.n === 0 && flights.every(({ event }) => event < told.event);
  return idle ? { actor, waits: flights, standing: false } : undefined;
}

/** Who could end a wait: named actors, or everybody in reach. */
export function helpers(model: TraceModel, world: World, wait: Pending): number[] | 'reach' | 'unknown' {
  const { actor, op, resource, target } = wait;
  if (op === 'join') return target >= 0 && isAlive(model, target) ? [target] : 'unknown';
  if (isThere(model, world, wait)) return 'unknown';
  if (op !== 'acquire') return 'reach';
  if (!isExclusive(model.resources[resource]?.kind)) return 'reach';
  const holds = world.holds.get(resource) ?? [];
  if (holds.length === 0) return 'unknown';
  if (world.signalled.has(resource)) return 'reach';
  const living = holds.filter((hold) => isAlive(model, hold.actor));
  if (living.length === 0) return model.actors[holds[0]!.actor]?.exit?.reason === 'returned' ? 'reach' : 'unknown';
  // Whoever takes a Lock twice may mean it as a signal that somebody else gives.
  if (living.some((hold) => hold.actor === actor) && model.resources[resource]?.kind === 'lock') {
    const others = [...model.users(resource)].filter((id) => id !== actor && isAlive(model, id));
    return others.length === 0 ? [actor] : [actor, ...others];
  }
  return living.map((hold) => hold.actor);
}

/** What it waits for has come already: it is about to say so (a large item takes its time to be read). */
function isThere(model: TraceModel, world: World, { op, resource, event }: Pending): boolean {
  const known = model.resources[resource];
  const level = world.levels.get(resource);
  const capacity = known?.capacity ?? 0;
  switch (known?.kind) {
    case 'condition':
      return op === 'wait' && (world.notified.get(resource) ?? -1) > event;
    case 'barrier':
      return capacity > 0 && world.waiting(resource) >= capacity;
    case 'event':
    case 'semaphore':
    case 'bounded-semaphore':
      return level !== undefined && level > 0;
    default:
      if (op === 'get') return level !== undefined && level > 0;
      return op === 'put' && level !== undefined && capacity > 0 && level < capacity;
  }
}

function inReach(model: TraceModel, { actor, resource }: Pending, other: number): boolean {
  const shared = model.resources[resource]?.domain === 'processes';
  return shared || model.actors[actor]?.process === model.actors[other]?.process;
}

/** The largest set of actors that can never go on, by actor id. */
export function stuck(model: TraceModel, world: World): Map<number, Blocked> {
  const living = model.actors.filter((actor) => isAlive(model, actor.id)).map((actor) => actor.id);
  const set = new Map<number, Blocked>();
  for (const id of living) {
    const blocked = blockedNow(world, id);
    if (blocked) set.set(id, blocked);
  }
  const { someoneComes } = world;
  const mayGoOn = (blocked: Blocked): boolean =>
    blocked.waits.some((wait) => {
      const who = helpers(model, world, wait);
      if (who === 'unknown') return true;
      if (who === 'reach') return someoneComes || living.some((id) => !set.has(id) && inReach(model, wait, id));
      return who.some((id) => !set.has(id));
    });
  for (let changed = true; changed; ) {
    changed = false;
    for (const [id, blocked] of set) {
      if (!mayGoOn(blocked)) continue;
      set.delete(id);
      changed = true;
    }
  }
  return set;
}

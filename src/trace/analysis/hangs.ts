/** Deadlocks and stalls of a program that stands still, in words. */
import type { TraceModel } from '../model.ts';
import type { Op } from '../schema.ts';
import { actorName, type Cited, type Detector, type Finding, makeFinding, resourceName } from './finding.ts';
import { type FindingString, type Phrase, phrase } from './phrase.ts';
import { type Blocked, helpers, isAlive, stuck } from './stuck.ts';
import type { Pending, World } from './world.ts';

/** A state must last so long before it is called a hang: what was on its way has arrived by then. */
const SETTLED_NS = 80e6;

/** Looks for hangs again and again while a program runs, or once at the end of a trace. */
export class HangWatch implements Detector {
  readonly #model: TraceModel;
  readonly #world: World;
  readonly #told = new Set<string>();
  #version = -1;
  #sinceNs = 0;

  constructor(model: TraceModel, world: World) {
    this.#model = model;
    this.#world = world;
  }

  /** New findings. `nowNs`: since the session's start; Infinity: nothing more will come. */
  look(nowNs: number): Finding[] {
    const world = this.#world;
    world.update();
    if (world.version !== this.#version) {
      this.#version = world.version;
      this.#sinceNs = nowNs;
      if (nowNs !== Number.POSITIVE_INFINITY) return [];
    }
    if (nowNs - this.#sinceNs < SETTLED_NS) return [];
    const found: Finding[] = [];
    const set = stuck(this.#model, world);
    for (const [key, make] of this.#hangs(set)) {
      if (this.#told.has(key)) continue;
      this.#told.add(key);
      found.push(make());
    }
    return found;
  }

  #hangs(set: ReadonlyMap<number, Blocked>): [string, () => Finding][] {
    if (set.size === 0) return [];
    const model = this.#model;
    const living = model.actors.filter((actor) => isAlive(model, actor.id));
    const scope = living.every(({ id }) => set.has(id) || this.#onlyAwaits(id)) ? 'all' : 'some';
    const cycles = this.#cycles(set);
    if (cycles.length > 0) {
      return cycles.map((cycle) => {
        const key = cycle
          .map(({ event }) => event)
          .sort((a, b) => a - b)
          .join();
        return [`deadlock ${key}`, () => this.#deadlock(cycle, scope)];
      });
    }
    const waits = [...set.values()].flatMap((blocked) => blocked.waits);
    const key = waits.map(({ event }) => event).join();
    return [[`stall ${key}`, () => this.#stall(waits, scope)]];
  }

  /** An event loop of which only waits are known: it does not prove that the program goes on. */
  #onlyAwaits(id: number): boolean {
    return (this.#world.blocking.get(id)?.length ?? 0) === 0 && (this.#world.flights.get(id)?.size ?? 0) > 0;
  }

  /** Rings of waits, each for what the next one's actor holds (or is). */
  #cycles(set: ReadonlyMap<number, Blocked>): Pending[][] {
    const cycles: Pending[][] = [];
    const done = new Set<number>();
    for (const start of set.keys()) {
      const path: Pending[] = [];
      const place = new Map<number, number>();
      let actor: number | undefined = start;
      while (actor !== undefined && !done.has(actor) && !place.has(actor)) {
        const wait: Pending | undefined = set.get(actor)?.waits[0];
        if (!wait) break;
        place.set(actor, path.length);
        path.push(wait);
        const who = helpers(this.#model, this.#world, wait);
        actor = typeof who === 'string' ? undefined : who[0];
      }
      const from = actor === undefined ? undefined : place.get(actor);
      if (from !== undefined) cycles.push(path.slice(from));
      for (const id of place.keys()) done.add(id);
    }
    return cycles;
  }

  #deadlock(cycle: readonly Pending[], scope: Finding['scope']): Finding {
    const model = this.#model;
    const cited = cycle.flatMap((wait): Cited[] => [
      { ...wait, how: 'waits' },
      ...(this.#world.holds.get(wait.resource) ?? []).map(
        (hold): Cited => ({ actor: hold.actor, resource: wait.resource, target: -1, event: hold.event, how: 'holds' }),
      ),
    ]);
    const [only] = cycle;
    const self = cycle.length === 1 && only !== undefined;
    const names = [...new Set(cycle.map(({ resource }) => resource))].filter((id) => id >= 0).sort((a, b) => a - b);
    const order = names.map((id) => model.resources[id]?.name ?? '').join(', ');
    return makeFinding(
      model,
      { finding: 'deadlock', severity: 'error', scope },
      self
        ? phrase('deadlock.self', actorName(model, only.actor), resourceName(model, only.resource))
        : phrase(
            'deadlock.ring',
            cycle.map((wait) => this.#waitInWords(wait)),
          ),
      self
        ? phrase('deadlock.remedy-self', order)
        : phrase(names.length < 2 ? 'deadlock.remedy-join' : 'deadlock.remedy-order', order),
      cited,
    );
  }

  #waitInWords({ actor, resource, target }: Pending): Phrase {
    const model = this.#model;
    const who = actorName(model, actor);
    if (resource < 0) return phrase('deadlock.waits-end', who, actorName(model, target));
    const holder = this.#world.holds.get(resource)?.[0]?.actor;
    const what = resourceName(model, resource);
    return holder === undefined
      ? phrase('deadlock.waits', who, what)
      : phrase('deadlock.waits-held', who, what, actorName(model, holder));
  }

  #stall(waits: readonly Pending[], scope: Finding['scope']): Finding {
    const model = this.#model;
    const chief = waits.filter(({ op }) => op !== 'join');
    const told = chief.length > 0 ? chief : waits;
    return makeFinding(
      model,
      { finding: 'stall', severity: 'error', scope },
      phrase(
        'stall.waits',
        told.map((wait) => this.#hope(wait)),
      ),
      phrase(REMEDIES[told[0]!.op] ?? 'stall.remedy-other'),
      waits.map((wait): Cited => ({ ...wait, how: 'waits' })),
    );
  }

  #hope({ actor, op, resource, target }: Pending): Phrase {
    const model = this.#model;
    const who = actorName(model, actor);
    if (op === 'join') return phrase('stall.join', who, actorName(model, target));
    return phrase(HOPES[op] ?? 'stall.other', who, resourceName(model, resource));
  }
}

const HOPES: { readonly [K in Op]?: FindingString } = {
  put: 'stall.put',
  get: 'stall.get',
  'join-queue': 'stall.join-queue',
  acquire: 'stall.acquire',
};
const REMEDIES: { readonly [K in Op]?: FindingString } = {
  put: 'stall.remedy-put',
  get: 'stall.remedy-get',
  'join-queue': 'stall.remedy-join-queue',
  acquire: 'stall.remedy-acquire',
};

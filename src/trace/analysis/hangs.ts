/**
 * Deadlocks and stalls. Events are taken in one by one, and who is stuck is looked at every few milliseconds of the
 * trace's time, so that a file says the same as the run did.
 */
import type { TraceModel } from '../model.ts';
import { OPS } from '../schema.ts';
import type { EventIndex } from '../store.ts';
import type { Detector, Finding } from './finding.ts';
import { deadlockFinding, stallFinding } from './hang-words.ts';
import { type Knot, knots } from './knots.ts';
import { Stuck } from './stuck.ts';
import type { Pending, World } from './world.ts';

/** A wait must have been without hope so long before it is told: what was on its way has arrived by then. */
const SETTLED_NS = 80e6;
/** The runtime itself ends waits at a pipe whose other end has died; it looks now and then. */
const PIPE_SETTLED_NS = 400e6;
const EXIT = OPS.indexOf('exit');
/** How often one looks. */
const LOOK_NS = 40e6;

/** Looks for hangs while a trace grows. */
export class HangWatch implements Detector {
  readonly #model: TraceModel;
  readonly #world: World;
  /** Waits that were told, by their event. */
  readonly #told = new Set<number>();
  /** Since when a wait has been without hope, by its event. */
  #since = new Map<number, number>();
  #version = -1;
  #stuck: Stuck | undefined;
  #judged = '';
  #next = 0;
  #lookAgainNs = Number.NEGATIVE_INFINITY;

  constructor(model: TraceModel, world: World) {
    this.#model = model;
    this.#world = world;
  }

  /** New findings. `nowNs`: since the session's start; Infinity: nothing more will come. */
  look(nowNs: number): Finding[] {
    const { store } = this.#model;
    const found: Finding[] = [];
    for (; this.#next < store.length; this.#next++) {
      const at = store.at(this.#next);
      // An end may be the end of a run that was stopped because it hung. Whoever stopped it had looked at other moments
      // than these: up to one look earlier.
      if (this.#isStop(this.#next)) this.#lookUntil(at, found, LOOK_NS);
      else if (at > this.#lookAgainNs || store.opNumber(this.#next) === EXIT) this.#lookUntil(at, found);
      this.#world.take(this.#next);
    }
    this.#lookUntil(nowNs, found);
    return found;
  }

  #isStop(event: EventIndex): boolean {
    const { store } = this.#model;
    return store.opNumber(event) === EXIT && store.data(event)?.reason === 'session';
  }

  /** Nothing has happened until then. `graceNs`: by how much later than it was a wait may have been seen to be without hope. */
  #lookUntil(nowNs: number, found: Finding[], graceNs = 0): void {
    const world = this.#world;
    this.#lookAgainNs = nowNs + LOOK_NS;
    if (world.version !== this.#version) {
      this.#version = world.version;
      this.#stuck = new Stuck(this.#model, world);
      const since = new Map<number, number>();
      for (const { waits } of this.#stuck.set.values())
        for (const { event } of waits) since.set(event, this.#since.get(event) ?? world.clock);
      this.#since = since;
    }
    const stuck = this.#stuck;
    if (stuck === undefined || stuck.set.size === 0) return;
    const ripe = (wait: Pending) => nowNs - this.#since.get(wait.event)! >= this.#settledNs(wait) - graceNs;
    const known = [...stuck.set.values()]
      .flatMap(({ waits }) => waits)
      .filter((wait) => this.#isNew(wait) && ripe(wait));
    // What was judged once is not judged again as long as it stays as it is.
    const judged = `${stuck.isAll} ${stuck.set.size} ${known.map(({ event }) => event).join()}`;
    if (known.length === 0 || judged === this.#judged) return;
    this.#judged = judged;
    const scope = stuck.isAll ? 'all' : 'some';
    const all = knots(this.#model, world, stuck);
    const stalls = all.filter(({ rings }) => rings.length === 0);
    const rest = all.filter(({ rings }) => rings.length > 0);
    // Where nothing at all goes on, all those who wait are one stall.
    const whole = scope === 'all' && stalls.length > 1;
    const told = whole ? [{ waits: stalls.flatMap(({ waits }) => waits), rings: [] }] : stalls;
    for (const knot of [...rest, ...told]) found.push(...this.#tell(knot, ripe, scope));
  }

  #tell({ waits, rings }: Knot, ripe: (wait: Pending) => boolean, scope: Finding['scope']): Finding[] {
    if (rings.length > 0) {
      const fresh = rings.filter((ring) => ring.every(({ wait }) => ripe(wait)) && this.#isNew(ring[0]!.wait));
      // Whoever waits for one of them is a victim, and not told of.
      if (fresh.length > 0) for (const { event } of waits) this.#told.add(event);
      return fresh.map((ring) => {
        for (const { wait } of ring) this.#told.add(wait.event);
        return deadlockFinding(this.#model, this.#world, ring, scope);
      });
    }
    const chief = this.#chief(waits).filter((wait) => this.#isNew(wait));
    if (chief.length === 0 || !chief.every(ripe)) return [];
    for (const { event } of waits) this.#told.add(event);
    return [stallFinding(this.#model, this.#world, chief, waits, scope)];
  }

  /** What a stall is about: not that others wait for the end of who waits, nor that daemons wait for more to do. */
  #chief(waits: readonly Pending[]): readonly Pending[] {
    if (waits.every(({ actor }) => this.#isDaemon(actor))) return [];
    const others = waits.filter(({ op }) => op !== 'join');
    const chief = others.filter(({ actor, op }) => op !== 'get' || !this.#isDaemon(actor));
    return chief.length > 0 ? chief : others.length > 0 ? others : waits;
  }

  #isDaemon(id: number): boolean {
    const { actors } = this.#model;
    const actor = actors[id];
    if (actor === undefined || actor.daemon) return actor !== undefined;
    return actors.some(({ process, kind, daemon }) => daemon && kind === 'process' && process === actor.process);
  }

  #isNew({ event }: Pending): boolean {
    return !this.#told.has(event);
  }

  #settledNs({ resource }: Pending): number {
    return this.#model.resources[resource]?.kind === 'pipe' ? PIPE_SETTLED_NS : SETTLED_NS;
  }
}

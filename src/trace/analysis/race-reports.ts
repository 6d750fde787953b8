/** Findings out of conflicts: each pair of places in the source once, with the events in the order in which they happened. */
import type { TraceModel } from '../model.ts';
import type { EventIndex } from '../store.ts';
import { type Conflict, isAtomic } from './accesses.ts';
import { OP } from './event-numbers.ts';
import { actorName, type Cited, type Finding, makeFinding } from './finding.ts';
import { type Filling, type FindingString, phrase } from './phrase.ts';

/** A read that conflicts with a write waits so long for the reader's own write: the two together tell more. */
const HELD_NS = 1e9;
/** More races than anybody reads. */
const MOST = 500;

interface Held {
  readonly conflict: Conflict;
  sinceNs: number | undefined;
}

export class RaceReports {
  readonly #model: TraceModel;
  /** Sites of the findings about each resource. */
  readonly #told = new Map<number, Set<number>[]>();
  readonly #held = new Map<string, Held>();
  #made: Finding[] = [];
  #count = 0;

  constructor(model: TraceModel) {
    this.#model = model;
  }

  /** Takes in a conflict. */
  add(conflict: Conflict): void {
    if (this.#count >= MOST) return;
    const { resource, first, second, how } = conflict;
    const sites = [this.#site(first.event), this.#site(second.event)];
    if (this.#isTold(resource, sites)) return;
    if (how === 'outdated' && !this.#isLost(conflict)) return;
    const key = `${resource} ${sites.sort((a, b) => a - b).join()}`;
    if (!this.#isWrite(first.event) || !this.#isWrite(second.event)) {
      if (!this.#held.has(key)) this.#held.set(key, { conflict, sinceNs: undefined });
      return;
    }
    this.#make(conflict);
  }

  /** What is certain by now. `nowNs`: Infinity when nothing more will come. */
  take(nowNs: number): Finding[] {
    for (const [key, held] of this.#held) {
      const { resource, first, second } = held.conflict;
      held.sinceNs ??= nowNs;
      if (nowNs - held.sinceNs < HELD_NS) continue;
      this.#held.delete(key);
      if (!this.#isTold(resource, [this.#site(first.event), this.#site(second.event)])) this.#make(held.conflict);
    }
    const made = this.#made;
    this.#made = [];
    return made;
  }

  #isTold(resource: number, sites: readonly number[]): boolean {
    return this.#told.get(resource)?.some((told) => sites.every((site) => told.has(site))) ?? false;
  }
  /** Events without a site count as one place for each operation. */
  #site(event: EventIndex): number {
    const { store } = this.#model;
    const site = store.site(event);
    return site >= 0 ? site : -1 - store.opNumber(event);
  }
  #isWrite(event: EventIndex): boolean {
    const { store } = this.#model;
    return store.opNumber(event) === OP.write || store.data(event)?.access === 'write';
  }
  /** What happened first: by the resource's own count, or by the clock where it has none. */
  #before(a: EventIndex, b: EventIndex): boolean {
    const { store } = this.#model;
    const [one, other] = [store.rseq(a), store.rseq(b)];
    return one > 0 && other > 0 ? one < other : store.at(a) < store.at(b);
  }

  /**
   * Under a lock, a write after somebody else's write may well be meant, whatever was read before: it is an update lost only
   * when both began from the same number and neither of the two is a mere flag. What is watched has no numbers.
   */
  #isLost({ resource, first, second }: Conflict): boolean {
    if (this.#model.resources[resource]?.kind === 'watched') return true;
    if (first.base === undefined || second.base === undefined) return false;
    const value = (event: EventIndex) => this.#model.store.data(event)?.value;
    const read = value(first.base);
    const values = [value(first.event), value(second.event)];
    if (read !== value(second.base) || values.includes(read)) return false;
    return [read, ...values].some((each) => each !== 0 && each !== 1);
  }

  #make(conflict: Conflict): void {
    const model = this.#model;
    const { store } = model;
    const { resource, how } = conflict;
    const [earlier, later] = this.#before(conflict.first.event, conflict.second.event)
      ? [conflict.first, conflict.second]
      : [conflict.second, conflict.first];
    const watched = model.resources[resource]?.kind === 'watched';
    const writes = this.#isWrite(earlier.event) && this.#isWrite(later.event);
    const lost = writes && later.base !== undefined && this.#before(later.base, earlier.event);
    const atomic = [earlier, later].find(({ event }) => !watched && isAtomic(model, event));
    let [one, other] = [earlier, later];
    let message: FindingString;
    let value: Filling = '';
    let remedy: FindingString = watched ? 'race.remedy-look' : 'race.remedy-order';
    if (how === 'outdated') {
      message = 'race.outdated';
      if (!watched) remedy = 'race.remedy-step';
    } else if (atomic) {
      message = 'race.plain-atomic';
      remedy = 'race.remedy-atomic';
      [one, other] = atomic === earlier ? [later, earlier] : [earlier, later];
    } else if (lost) {
      message = 'race.overwritten';
      if (!watched) remedy = 'race.remedy-update';
      if (earlier.base !== undefined) {
        message = 'race.lost';
        const [a, b] = [earlier.base, later.base!].map((event) => store.data(event)?.value);
        if (a !== undefined && a === b) {
          message = 'race.lost-value';
          value = String(a);
        }
      }
    } else if (writes && earlier.base !== undefined && later.base !== undefined) {
      message = 'race.turns';
      if (!watched) remedy = 'race.remedy-update';
    } else if (writes) message = 'race.write-write';
    else {
      message = 'race.write-read';
      if (this.#isWrite(later.event)) [one, other] = [later, earlier];
    }
    const shown = [earlier.base, later.base, earlier.event, later.event].filter((event) => event !== undefined);
    const cited = shown
      .sort((a, b) => (this.#before(a, b) ? -1 : 1))
      .map(
        (event): Cited => ({
          actor: store.actor(event),
          resource,
          target: -1,
          event,
          how: this.#isWrite(event) ? 'writes' : 'reads',
        }),
      );
    const who = [one, other].map(({ event }) => actorName(model, store.actor(event)));
    const finding = makeFinding(
      model,
      { finding: 'race', severity: 'error', scope: 'some' },
      phrase(message, ...who, this.#name(conflict), value),
      phrase(remedy),
      cited,
    );
    this.#made.push(lost || how === 'outdated' ? { ...finding, mark: later.event } : finding);
    this.#count++;
    const sites = new Set(shown.map((event) => this.#site(event)));
    const told = this.#told.get(resource);
    if (told) told.push(sites);
    else this.#told.set(resource, [sites]);
  }

  #name({ resource, index }: Conflict): Filling {
    const { name = '', kind } = this.#model.resources[resource] ?? {};
    return kind === 'shared-array' ? phrase('race.element', name, index) : name;
  }
}

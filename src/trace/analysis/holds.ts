/** Risks with what is held: too long, never given back, given back by somebody else, lost with its holder. */
import type { TraceModel } from '../model.ts';
import type { ExitReason, Op } from '../schema.ts';
import type { EventIndex } from '../store.ts';
import { type Activity, type ActivityListener, type Doing, type Held, LOCK_KINDS, PERMIT_KINDS } from './activity.ts';
import {
  actorName,
  type Cited,
  type Detector,
  type Finding,
  type FindingKind,
  makeFinding,
  resourceName,
} from './finding.ts';
import { type FindingString, type Phrase, phrase } from './phrase.ts';

/** What others have done is known after this time: frames come at least every 16 ms while a thread does anything. */
const SETTLED_NS = 200e6;

interface ForeignRelease {
  readonly actor: number;
  readonly resource: number;
  readonly rseq: number;
  readonly event: EventIndex;
  readonly at: number;
}

/** Ends that come from outside or by mistake, in words. An end that is none of these leaves nothing half done. */
const DEATHS: { readonly [R in ExitReason]?: FindingString } = {
  error: 'death.error',
  signal: 'death.killed',
  terminated: 'death.terminated',
  unknown: 'death.unknown',
  exit: 'death.exit',
};
/** Whoever is blocked in one of these is in the middle of its work; one that waits for items or signals is not. */
const WORKING: ReadonlySet<Op> = new Set<Op>(['sleep', 'acquire', 'put', 'join']);

export class HoldWatch implements ActivityListener, Detector {
  readonly #model: TraceModel;
  readonly #activity: Activity;
  readonly #found: Finding[] = [];
  #foreign: ForeignRelease[] = [];
  /** Resources that somebody who did not hold them has released: there, nobody need give back what it took. */
  readonly #signals = new Set<number>();
  readonly #told = new Set<string>();
  readonly #ended = new Set<number>();
  /** The latest hold that its holder took into its death, by resource. */
  readonly #lastHolds = new Map<number, Held>();

  constructor(model: TraceModel, activity: Activity) {
    this.#model = model;
    this.#activity = activity;
  }

  acquired(held: Held, _doing: Doing, _at: number, abandoned: boolean): void {
    if (!abandoned) return;
    const model = this.#model;
    const former = this.#formerHolder(held);
    this.#tell(
      'abandoned',
      `${held.resource} ${held.rseq - 1}`,
      phrase(
        'abandoned.recovered',
        resourceName(model, held.resource),
        former === undefined ? phrase('thing.somebody') : actorName(model, former.actor),
        actorName(model, held.actor),
      ),
      phrase('abandoned.remedy'),
      former ? [cite(former, 'holds'), cite(held, 'holds')] : [cite(held, 'holds')],
    );
  }

  releasedForeign(actor: number, resource: number, rseq: number, event: EventIndex): void {
    const kind = this.#model.resources[resource]?.kind;
    if (PERMIT_KINDS.has(kind)) this.#signals.add(resource);
    else if (kind === 'lock') {
      this.#foreign.push({ actor, resource, rseq, event, at: this.#model.store.at(event) });
    }
  }

  /** New findings. */
  look(nowNs: number): Finding[] {
    this.#settleForeign(nowNs);
    for (const { id, exit } of this.#model.actors) {
      if (exit === undefined || this.#ended.has(id)) continue;
      this.#ended.add(id);
      if (this.#activity.held(id).length > 0) this.#died(id);
    }
    if (nowNs === Number.POSITIVE_INFINITY) this.#atTheEnd();
    return this.#found.splice(0);
  }

  #formerHolder({ resource, rseq }: Held): Held | undefined {
    const last = this.#lastHolds.get(resource);
    return last?.rseq === rseq - 1 ? last : undefined;
  }

  #settleForeign(nowNs: number): void {
    if (this.#foreign.length === 0) return;
    const waiting: ForeignRelease[] = [];
    for (const release of this.#foreign) {
      if (nowNs - release.at < SETTLED_NS) waiting.push(release);
      else this.#releasedForAnother(release);
    }
    this.#foreign = waiting;
  }

  #releasedForAnother({ actor, resource, rseq, event }: ForeignRelease): void {
    const model = this.#model;
    this.#signals.add(resource);
    let holder: Held | undefined;
    for (const user of model.users(resource)) {
      for (const held of this.#activity.held(user)) {
        if (held.resource === resource && held.rseq < rseq && held.rseq > (holder?.rseq ?? -1)) holder = held;
      }
    }
    if (!holder || holder.actor === actor) return;
    this.#activity.forget(holder);
    const exit = model.actors[holder.actor]?.exit;
    // A holder that asks for it again waits for the signal; one that has ended cannot give it back.
    if (holder.again || (exit !== undefined && exit.atNs < model.store.at(event))) return;
    this.#tell(
      'foreign-release',
      `${model.store.site(event)} ${resource}`,
      phrase(
        'foreign-release.message',
        actorName(model, actor),
        resourceName(model, resource),
        actorName(model, holder.actor),
      ),
      phrase('foreign-release.remedy'),
      [cite(holder, 'holds'), { actor, resource, target: -1, event, how: 'released' }],
    );
  }

  /** Somebody has ended with something in its hands. */
  #died(actor: number): void {
    const { actors, resources } = this.#model;
    const { exit, process } = actors[actor]!;
    const reason = exit!.reason;
    const doing = this.#activity.doing(actor);
    // What a killed one did last may never have been written; of one that was blocked everything was.
    const certain = reason === 'error' || reason === 'exit' || doing !== undefined;
    if (!certain || reason === 'session' || reason === 'returned') return;
    const processLives = actors.some((other) => other.process === process && other.exit === undefined);
    for (const held of this.#activity.held(actor)) {
      const { kind, domain } = resources[held.resource]!;
      this.#lastHolds.set(held.resource, held);
      const death = DEATHS[reason];
      if (reason === 'daemon') {
        if (LOCK_KINDS.has(kind) && doing && WORKING.has(doing.op)) this.#cutOff(held, doing);
      } else if (death !== undefined && (processLives || domain === 'processes')) {
        if (LOCK_KINDS.has(kind)) this.#abandoned(held, death);
        else this.#lostPermit(held, death);
      }
    }
  }

  #cutOff(held: Held, doing: Doing): void {
    const model = this.#model;
    this.#tell(
      'cut-off',
      `${held.actor} ${held.resource}`,
      phrase('cut-off.message', actorName(model, held.actor), resourceName(model, held.resource)),
      phrase('cut-off.remedy'),
      [cite(held, 'holds'), { ...doing, resource: held.resource, target: -1, event: doing.event, how: 'holds' }],
    );
  }

  #abandoned(held: Held, death: FindingString): void {
    const model = this.#model;
    this.#tell(
      'abandoned',
      `${held.resource} ${held.rseq}`,
      phrase('abandoned.message', actorName(model, held.actor), phrase(death), resourceName(model, held.resource)),
      phrase('abandoned.remedy'),
      [cite(held, 'holds')],
    );
  }

  #lostPermit(held: Held, death: FindingString): void {
    const model = this.#model;
    const { initial } = model.resources[held.resource]!;
    if (this.#signals.has(held.resource) || initial === 0) return;
    this.#tell(
      'lost-permit',
      `${held.actor} ${held.event}`,
      phrase('lost-permit.message', actorName(model, held.actor), phrase(death), resourceName(model, held.resource)),
      phrase('lost-permit.remedy'),
      [cite(held, 'holds')],
    );
  }

  /** What was never given back although everybody came to a good end. */
  #atTheEnd(): void {
    const { actors, resources } = this.#model;
    for (const { id, exit } of actors) {
      if (exit?.reason !== 'returned') continue;
      for (const held of this.#activity.held(id)) {
        const { kind, initial } = resources[held.resource]!;
        if (held.tried || held.again || this.#signals.has(held.resource)) continue;
        if (kind === 'lock' || kind === 'rwlock') {
          if (kind === 'rwlock' || this.#activity.latest(held.resource) <= held.rseq)
            this.#unreleased(held, 'unreleased');
        } else if (PERMIT_KINDS.has(kind) && initial !== 0) this.#unreleased(held, 'lost-permit');
      }
    }
  }

  #unreleased(held: Held, finding: 'unreleased' | 'lost-permit'): void {
    const model = this.#model;
    const who = actorName(model, held.actor);
    const what = resourceName(model, held.resource);
    this.#tell(
      finding,
      `${held.actor} ${held.event}`,
      finding === 'unreleased' ? phrase('unreleased.message', who, what) : phrase('lost-permit.kept', who, what),
      phrase(finding === 'unreleased' ? 'unreleased.remedy' : 'lost-permit.remedy'),
      [cite(held, 'holds')],
    );
  }

  #tell(finding: FindingKind, key: string, message: Phrase, remedy: Phrase, cited: readonly Cited[]): void {
    if (this.#told.has(`${finding} ${key}`)) return;
    this.#told.add(`${finding} ${key}`);
    this.#found.push(makeFinding(this.#model, { finding, severity: 'warning', scope: 'some' }, message, remedy, cited));
  }
}

function cite({ actor, resource, event }: Held, how: Cited['how']): Cited {
  return { actor, resource, target: -1, event, how };
}

/** Risks of many who want one thing: somebody who never gets it, and threads that only ever queue up. */
import type { TraceModel } from '../model.ts';
import type { Outcome } from '../schema.ts';
import type { EventIndex } from '../store.ts';
import { type Activity, type ActivityListener, type Doing, type Held, LOCK_KINDS } from './activity.ts';
import { actorName, type Detector, type Finding, makeFinding, resourceName } from './finding.ts';
import { phrase } from './phrase.ts';

/** Starvation: so often overtaken by those who came later, for so long. */
const OVERTAKEN = 50;
const STARVING_NS = 500e6;

/** Convoy: so many threads, each so often at the lock, waiting so long at a turn and for so much of their time. */
const CONVOY_ACTORS = 3;
const CONVOY_TURNS = 10;
const CONVOY_WAIT_NS = 1e6;
const CONVOY_SHARE = 0.6;
const CONVOY_SPAN_NS = 500e6;

/** One actor's attempts at one resource that ran out of time, since it last got it. */
interface Retries {
  tries: number;
  overtaken: number;
  readonly since: number;
}

interface Turns {
  turns: number;
  waitedNs: number;
  readonly firstNs: number;
  lastNs: number;
  event: EventIndex;
}

interface Contended {
  /** By actor. */
  readonly retries: Map<number, Retries>;
  readonly turns: Map<number, Turns>;
  total: number;
  judgedAt: number;
}

export class ContentionWatch implements ActivityListener, Detector {
  readonly #model: TraceModel;
  readonly #activity: Activity;
  /** By resource. */
  readonly #contended: Contended[] = [];
  readonly #found: Finding[] = [];
  readonly #told = new Set<string>();

  constructor(model: TraceModel, activity: Activity) {
    this.#model = model;
    this.#activity = activity;
  }

  ended(doing: Doing, _at: number, outcome: Outcome | undefined): void {
    if (doing.op !== 'acquire' || outcome !== 'timeout' || doing.ms === 0) return;
    const { retries } = this.#of(doing.resource);
    const known = retries.get(doing.actor);
    if (!known) retries.set(doing.actor, { tries: 1, overtaken: doing.overtaken, since: doing.at });
    else {
      known.tries++;
      known.overtaken += doing.overtaken;
    }
  }

  acquired({ resource, actor }: Held, doing: Doing, at: number): void {
    const contended = this.#of(resource);
    if (contended.retries.size > 0) contended.retries.delete(actor);
    const oldest: Doing | undefined = this.#activity.waiting(resource).values().next().value;
    if (oldest && oldest.actor !== actor && oldest.event < doing.event) {
      oldest.overtaken++;
      this.#judgeStarvation(oldest, contended.retries.get(oldest.actor), doing, at);
    }
    if (!LOCK_KINDS.has(this.#model.resources[resource]?.kind)) return;
    const own = contended.turns.get(actor);
    const waited = at - doing.at;
    if (own) {
      own.turns++;
      own.waitedNs += waited;
      own.lastNs = at;
      own.event = doing.event;
    } else {
      contended.turns.set(actor, { turns: 1, waitedNs: waited, firstNs: doing.at, lastNs: at, event: doing.event });
    }
    contended.total++;
    // Each judgement costs a walk over the actors: at every doubling it costs nothing in the long run.
    if (contended.total >= 2 * contended.judgedAt) this.#judgeConvoy(resource, contended);
  }

  look(nowNs: number): Finding[] {
    if (nowNs === Number.POSITIVE_INFINITY) {
      this.#contended.forEach((contended, resource) => {
        this.#judgeConvoy(resource, contended);
      });
    }
    return this.#found.splice(0);
  }

  #of(resource: number): Contended {
    let contended = this.#contended[resource];
    if (!contended) {
      contended = { retries: new Map(), turns: new Map(), total: 0, judgedAt: CONVOY_ACTORS * CONVOY_TURNS };
      this.#contended[resource] = contended;
    }
    return contended;
  }

  #judgeStarvation(starving: Doing, before: Retries | undefined, latest: Doing, at: number): void {
    const overtaken = starving.overtaken + (before?.overtaken ?? 0);
    if (overtaken < OVERTAKEN || at - (before?.since ?? starving.at) < STARVING_NS) return;
    const { actor, resource, event } = starving;
    const key = `starvation ${actor} ${resource}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    const model = this.#model;
    const who = actorName(model, actor);
    const what = resourceName(model, resource);
    this.#found.push(
      makeFinding(
        model,
        { finding: 'starvation', severity: 'warning', scope: 'some' },
        before
          ? phrase('starvation.retries', who, what, before.tries + 1, overtaken)
          : phrase('starvation.waits', who, what, overtaken),
        phrase('starvation.remedy'),
        [
          { actor, resource, target: -1, event, how: 'waits' },
          { actor: latest.actor, resource, target: -1, event: latest.event, how: 'holds' },
        ],
      ),
    );
  }

  #judgeConvoy(resource: number, contended: Contended): void {
    contended.judgedAt = Math.max(contended.judgedAt, contended.total);
    const key = `convoy ${resource}`;
    if (this.#told.has(key)) return;
    const queued = [...contended.turns].filter(
      ([, { turns, waitedNs, firstNs, lastNs }]) =>
        turns >= CONVOY_TURNS &&
        lastNs - firstNs >= CONVOY_SPAN_NS &&
        waitedNs >= turns * CONVOY_WAIT_NS &&
        waitedNs >= (lastNs - firstNs) * CONVOY_SHARE,
    );
    if (queued.length < CONVOY_ACTORS) return;
    this.#told.add(key);
    const share = queued.reduce((sum, [, t]) => sum + t.waitedNs / (t.lastNs - t.firstNs), 0) / queued.length;
    const model = this.#model;
    const apart = new Set(queued.map(([actor]) => model.actors[actor]?.process)).size === queued.length;
    this.#found.push(
      makeFinding(
        model,
        { finding: 'convoy', severity: 'warning', scope: 'some' },
        phrase(
          apart ? 'convoy.processes' : 'convoy.threads',
          queued.length,
          resourceName(model, resource),
          Math.round(share * 100),
        ),
        phrase('convoy.remedy'),
        queued.slice(0, 6).map(([actor, { event }]) => ({ actor, resource, target: -1, event, how: 'waits' })),
      ),
    );
  }
}

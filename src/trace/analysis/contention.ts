/** Risks of many who want one thing: somebody who never gets it, and threads that only ever queue up. */
import type { TraceModel } from '../model.ts';
import type { Outcome } from '../schema.ts';
import type { EventIndex } from '../store.ts';
import { type ActivityListener, type Doing, type Held, LOCK_KINDS, PERMIT_KINDS } from './activity.ts';
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

/** One actor's attempts at one resource since it last got it. */
interface Attempt {
  readonly actor: number;
  readonly since: number;
  readonly event: EventIndex;
  overtaken: number;
  tries: number;
}

interface Turns {
  turns: number;
  waitedNs: number;
  readonly firstNs: number;
  lastNs: number;
  event: EventIndex;
}

interface Contended {
  /** In the order in which they began; the first is the one that the others overtake. */
  readonly attempts: Map<number, Attempt>;
  readonly turns: Map<number, Turns>;
  total: number;
  judgedAt: number;
}

export class ContentionWatch implements ActivityListener, Detector {
  readonly #model: TraceModel;
  readonly #contended = new Map<number, Contended>();
  readonly #found: Finding[] = [];
  readonly #told = new Set<string>();

  constructor(model: TraceModel) {
    this.#model = model;
  }

  began({ op, resource, actor, at, event, ms }: Doing): void {
    // Whoever only asks does not wait.
    if (op !== 'acquire' || resource < 0 || ms === 0) return;
    const { attempts } = this.#of(resource);
    const known = attempts.get(actor);
    if (known) known.tries++;
    else attempts.set(actor, { actor, since: at, event, overtaken: 0, tries: 1 });
  }

  ended({ op, resource, actor }: Doing, _at: number, outcome: Outcome | undefined): void {
    if (op === 'acquire' && outcome !== 'timeout') this.#contended.get(resource)?.attempts.delete(actor);
  }

  acquired({ resource, actor }: Held, doing: Doing, at: number): void {
    const contended = this.#of(resource);
    this.#overtake(contended, doing, at);
    contended.attempts.delete(actor);
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
      for (const [resource, contended] of this.#contended) this.#judgeConvoy(resource, contended);
    }
    return this.#found.splice(0);
  }

  #of(resource: number): Contended {
    let contended = this.#contended.get(resource);
    if (!contended) {
      contended = { attempts: new Map(), turns: new Map(), total: 0, judgedAt: CONVOY_ACTORS * CONVOY_TURNS };
      this.#contended.set(resource, contended);
    }
    return contended;
  }

  #overtake({ attempts }: Contended, { actor, event, resource }: Doing, at: number): void {
    const oldest: Attempt | undefined = attempts.values().next().value;
    if (!oldest || oldest.actor === actor || oldest.event > event) return;
    oldest.overtaken++;
    if (oldest.overtaken < OVERTAKEN || at - oldest.since < STARVING_NS) return;
    const model = this.#model;
    // Permits that nobody gives back, such as signals, are not a turn that one waits for.
    if (!LOCK_KINDS.has(model.resources[resource]?.kind) && !PERMIT_KINDS.has(model.resources[resource]?.kind)) return;
    const key = `starvation ${oldest.actor} ${resource}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    const who = actorName(model, oldest.actor);
    const what = resourceName(model, resource);
    this.#found.push(
      makeFinding(
        model,
        { finding: 'starvation', severity: 'warning', scope: 'some' },
        oldest.tries > 1
          ? phrase('starvation.retries', who, what, oldest.tries, oldest.overtaken)
          : phrase('starvation.waits', who, what, oldest.overtaken),
        phrase('starvation.remedy'),
        [
          { actor: oldest.actor, resource, target: -1, event: oldest.event, how: 'waits' },
          { actor, resource, target: -1, event, how: 'holds' },
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
    this.#found.push(
      makeFinding(
        model,
        { finding: 'convoy', severity: 'warning', scope: 'some' },
        phrase('convoy.message', queued.length, resourceName(model, resource), Math.round(share * 100)),
        phrase('convoy.remedy'),
        queued.slice(0, 6).map(([actor, { event }]) => ({ actor, resource, target: -1, event, how: 'waits' })),
      ),
    );
  }
}

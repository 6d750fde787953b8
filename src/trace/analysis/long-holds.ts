/** Locks that are held over a long wait or sleep while others wait for them. */
import type { TraceModel } from '../model.ts';
import type { Op } from '../schema.ts';
import { type Activity, type ActivityListener, type Doing, type Held, LOCK_KINDS } from './activity.ts';
import { actorName, type Cited, type Detector, type Finding, makeFinding, resourceName } from './finding.ts';
import { type Phrase, phrase } from './phrase.ts';

/** A single wait or sleep of this length is long: what people see as standing still. */
const LONG_NS = 1000e6;
/** Somebody else has waited at least so long meanwhile. */
const OTHERS_WAIT_NS = 500e6;
const LONG_OPS: ReadonlySet<Op> = new Set<Op>(['sleep', 'join', 'get', 'put', 'wait', 'join-queue']);

export class LongHoldWatch implements ActivityListener, Detector {
  readonly #model: TraceModel;
  readonly #activity: Activity;
  readonly #told = new Set<string>();
  readonly #found: Finding[] = [];

  constructor(model: TraceModel, activity: Activity) {
    this.#model = model;
    this.#activity = activity;
  }

  ended(doing: Doing, at: number): void {
    if (at - doing.at >= LONG_NS) this.#judge(doing, at);
  }

  look(nowNs: number): Finding[] {
    const now = Math.min(nowNs, this.#model.endNs);
    for (const { id } of this.#model.actors) {
      const doing = this.#activity.doing(id);
      if (doing && now - doing.at >= LONG_NS) this.#judge(doing, now);
    }
    return this.#found.splice(0);
  }

  #judge(doing: Doing, now: number): void {
    if (!LONG_OPS.has(doing.op)) return;
    for (const held of this.#activity.held(doing.actor)) {
      if (held.event > doing.event || !LOCK_KINDS.has(this.#model.resources[held.resource]?.kind)) continue;
      const others = [...this.#activity.waiting(held.resource)].filter(
        ({ actor, at }) => actor !== doing.actor && now - at >= OTHERS_WAIT_NS,
      );
      if (others.length > 0) this.#tell(held, doing, others);
    }
  }

  #tell(held: Held, doing: Doing, others: readonly Doing[]): void {
    const model = this.#model;
    const { store } = model;
    const key = `${held.resource} ${store.site(held.event)} ${store.site(doing.event)}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    const names = others.slice(0, 3).map(({ actor }) => phrase('name', actorName(model, actor)));
    const cited: Cited[] = [
      { ...held, target: -1, how: 'holds' },
      { actor: doing.actor, resource: held.resource, target: -1, event: doing.event, how: 'holds' },
      ...others
        .slice(0, 3)
        .map(({ actor, resource, event }): Cited => ({ actor, resource, target: -1, event, how: 'waits' })),
    ];
    this.#found.push(
      makeFinding(
        model,
        { finding: 'long-hold', severity: 'warning', scope: 'some' },
        phrase(
          'long-hold.message',
          actorName(model, held.actor),
          resourceName(model, held.resource),
          this.#activityOf(doing),
          names,
        ),
        phrase('long-hold.remedy', resourceName(model, held.resource)),
        cited,
      ),
    );
  }

  #activityOf({ op, resource }: Doing): Phrase {
    if (op === 'sleep') return phrase('long-hold.sleeps');
    if (op === 'join') return phrase('long-hold.joins');
    return phrase('long-hold.waits', resourceName(this.#model, resource));
  }
}

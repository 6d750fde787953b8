/** Risks with queues: what only grows, who asks for ever, and items that are never served. */
import type { TraceModel } from '../model.ts';
import type { Outcome } from '../schema.ts';
import type { EventIndex } from '../store.ts';
import type { ActivityListener, Doing } from './activity.ts';
import {
  actorName,
  type Cited,
  type Detector,
  type Finding,
  type FindingKind,
  makeFinding,
  resourceName,
} from './finding.ts';
import { type Phrase, phrase } from './phrase.ts';

/** Fewer items than this are a heap of work, not a leak. */
const GROWN = 100;
/** While a program runs, growth must have gone on for so long. */
const GROWING_NS = 5e9;
/** A consumer that asks in vain so often and for so long after its last producer has ended. */
const VAIN = 20;
const VAIN_NS = 1e9;
/** An item that so many later ones overtook, for so long. */
const OVERTAKEN = 100;
const STARVING_NS = 1e9;

interface Waiting {
  readonly actor: number;
  readonly event: EventIndex;
  readonly at: number;
  overtaken: number;
}

interface QueueState {
  puts: number;
  gets: number;
  firstPutNs: number;
  /** How many had been put when it was empty last. */
  emptyAt: number;
  lastPut: Doing | undefined;
  lastGet: Doing | undefined;
  readonly putters: Set<number>;
  /** Items inside by their number, where the order of taking is not that of arrival. */
  readonly items: Map<number, Waiting>;
  /** Gets in vain by actor since the last success. */
  readonly vain: Map<number, { n: number; since: number; event: EventIndex }>;
}

export class QueueWatch implements ActivityListener, Detector {
  readonly #model: TraceModel;
  readonly #queues = new Map<number, QueueState>();
  readonly #found: Finding[] = [];
  readonly #told = new Set<string>();

  constructor(model: TraceModel) {
    this.#model = model;
  }

  ended(doing: Doing, at: number, outcome: Outcome | undefined, event: EventIndex): void {
    if (doing.resource < 0) return;
    if (doing.op === 'put') {
      if (outcome === 'ok') this.#put(doing, at, event);
    } else if (doing.op === 'get') {
      if (outcome === 'ok') this.#got(doing, at, event);
      else if (outcome === 'empty' || outcome === 'timeout') this.#vain(doing, at);
    }
  }

  look(nowNs: number): Finding[] {
    const over = nowNs === Number.POSITIVE_INFINITY;
    const now = Math.min(nowNs, this.#model.endNs);
    for (const [resource, state] of this.#queues) if (state.puts > 0) this.#judgeGrowth(resource, state, now, over);
    return this.#found.splice(0);
  }

  #of(resource: number, at: number): QueueState {
    let state = this.#queues.get(resource);
    if (!state) {
      state = {
        puts: 0,
        gets: 0,
        firstPutNs: at,
        emptyAt: 0,
        lastPut: undefined,
        lastGet: undefined,
        putters: new Set(),
        items: new Map(),
        vain: new Map(),
      };
      this.#queues.set(resource, state);
    }
    return state;
  }

  #put(doing: Doing, at: number, event: EventIndex): void {
    const state = this.#of(doing.resource, at);
    state.puts++;
    state.lastPut = doing;
    state.putters.add(doing.actor);
    if (this.#isOrdered(doing.resource)) {
      const item = this.#model.store.number(event, 'item');
      state.items.set(item, { actor: doing.actor, event: doing.event, at, overtaken: 0 });
    }
  }

  #got(doing: Doing, at: number, event: EventIndex): void {
    const { store } = this.#model;
    const state = this.#of(doing.resource, at);
    state.gets++;
    state.lastGet = doing;
    state.vain.delete(doing.actor);
    if (store.number(event, 'value') === 0) state.emptyAt = state.puts;
    if (!this.#isOrdered(doing.resource)) return;
    const item = store.number(event, 'item');
    state.items.delete(item);
    const oldest = state.items.entries().next().value;
    if (!oldest || oldest[0] > item) return;
    const [, waiting] = oldest;
    waiting.overtaken++;
    if (waiting.overtaken < OVERTAKEN || at - waiting.at < STARVING_NS) return;
    const model = this.#model;
    const what = resourceName(model, doing.resource);
    this.#tell(
      'starvation',
      doing.resource,
      phrase('starvation.item', what, actorName(model, waiting.actor), waiting.overtaken),
      phrase('starvation.remedy-item'),
      [
        { actor: waiting.actor, resource: doing.resource, target: -1, event: waiting.event, how: 'waits' },
        { ...doing, target: -1, how: 'holds' },
      ],
    );
  }

  #vain(doing: Doing, at: number): void {
    const { actor, resource, event } = doing;
    const state = this.#of(resource, at);
    const known = state.vain.get(actor);
    if (!known || state.putters.size === 0 || !this.#producersEnded(state)) {
      state.vain.set(actor, { n: 1, since: at, event });
      return;
    }
    known.n++;
    if (known.n < VAIN || at - known.since < VAIN_NS) return;
    const model = this.#model;
    this.#tell(
      'endless-consumer',
      resource,
      phrase('endless-consumer.message', actorName(model, actor), resourceName(model, resource), known.n),
      phrase('endless-consumer.remedy'),
      [{ actor, resource, target: -1, event, how: 'waits' }],
    );
  }

  #producersEnded({ putters }: QueueState): boolean {
    for (const actor of putters) if (this.#model.actors[actor]?.exit === undefined) return false;
    return true;
  }

  #judgeGrowth(resource: number, state: QueueState, now: number, over: boolean): void {
    const inside = state.puts - state.gets;
    const { capacity, kind } = this.#model.resources[resource]!;
    if (inside < GROWN || (capacity ?? 0) > 0 || kind === 'pipe') return;
    // Who fills a queue first and works it off later does not leak: it was drained, or nothing has been taken yet.
    if (!over && (state.gets === 0 || now - state.firstPutNs < GROWING_NS || inside < 10 * GROWN)) return;
    if (state.emptyAt > state.puts / 4 || inside < state.puts / 4) return;
    const what = resourceName(this.#model, resource);
    const { lastPut, lastGet } = state;
    const cited: Cited[] = [];
    if (lastPut) cited.push({ ...lastPut, target: -1, how: 'holds' });
    if (lastGet) cited.push({ ...lastGet, target: -1, how: 'waits' });
    this.#tell(
      'queue-growth',
      resource,
      state.gets === 0
        ? phrase('queue-growth.unread', what, state.puts)
        : phrase('queue-growth.grows', what, state.puts, inside),
      phrase('queue-growth.remedy'),
      cited,
    );
  }

  #isOrdered(resource: number): boolean {
    const kind = this.#model.resources[resource]?.kind;
    return kind === 'priority-queue' || kind === 'lifo-queue';
  }

  #tell(finding: FindingKind, resource: number, message: Phrase, remedy: Phrase, cited: readonly Cited[]): void {
    const key = `${finding} ${resource}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#found.push(makeFinding(this.#model, { finding, severity: 'warning', scope: 'some' }, message, remedy, cited));
  }
}

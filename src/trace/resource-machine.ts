/**
 * Replays the operations of one resource, in their order, into its states and flows. The state can be kept and gone
 * back to, so that the end of a live trace is derived anew while late events may still change it.
 */
import { type DerivedResource, Flows, Steps } from './derived.ts';
import type { Resource } from './identities.ts';
import { OPS, OUTCOMES } from './schema.ts';
import type { EventIndex, EventStore } from './store.ts';

const BEGIN = 0;
const END = 1;
const OK = OUTCOMES.indexOf('ok');
const ABANDONED = OUTCOMES.indexOf('abandoned');
/** Holders, and releases, notifies and the like that nobody has taken up yet, at most. */
const MAX_OPEN = 1024;

interface Waiting {
  readonly event: EventIndex;
  readonly at: number;
}
interface Holding {
  readonly actor: number;
  readonly depth: number;
}
interface Enabler {
  readonly event: EventIndex;
  readonly at: number;
  readonly n: number;
}

/** What changes from step to step; only `waiters` changes in place. */
interface State {
  waiters: Map<number, Waiting>;
  holders: readonly Holding[];
  /** Releases, notifies, sets: what lets a waiter through. */
  enablers: readonly Enabler[];
  lastGet: Enabler | undefined;
  /** Arrivals of the barrier's generation that is passing, and who came last. */
  passing: number;
  last: Waiting | undefined;
  /** Who came last of all, of this generation or the next. */
  latest: Waiting | undefined;
  value: number;
  steps: number;
  flows: number;
}

export class ResourceMachine implements DerivedResource {
  readonly steps = new Steps();
  readonly flows = new Flows();
  readonly #resource: Resource;
  readonly #store: EventStore;
  #state: State = {
    waiters: new Map(),
    holders: [],
    enablers: [],
    lastGet: undefined,
    passing: 0,
    last: undefined,
    latest: undefined,
    value: Number.NaN,
    steps: 0,
    flows: 0,
  };
  #kept: State | undefined;
  /** Puts (or, early, gets) by item, and what to undo to come back to the kept state. */
  readonly #puts = new Map<number, EventIndex>();
  readonly #undo: [item: number, former: EventIndex | undefined][] = [];

  constructor(resource: Resource, store: EventStore) {
    this.#resource = resource;
    this.#store = store;
    this.#state.value = resource.initial ?? Number.NaN;
    if (resource.initial !== undefined) this.steps.push(resource.createdNs, 0, 0, 0, 0, resource.initial, 0);
  }

  /** Keeps the state as it is now; restore() comes back to it. */
  keep(): void {
    this.#undo.length = 0;
    this.#kept = {
      ...this.#state,
      waiters: new Map(this.#state.waiters),
      steps: this.steps.length,
      flows: this.flows.length,
    };
  }

  restore(): void {
    if (!this.#kept) return;
    this.#state = { ...this.#kept, waiters: new Map(this.#kept.waiters) };
    this.steps.length = this.#kept.steps;
    this.flows.length = this.#kept.flows;
    for (let undone = this.#undo.pop(); undone; undone = this.#undo.pop()) {
      if (undone[1] === undefined) this.#puts.delete(undone[0]);
      else this.#puts.set(undone[0], undone[1]);
    }
  }

  /** The next operation; `at` never falls from one to the next. */
  step(event: EventIndex, at: number): void {
    const store = this.#store;
    const state = this.#state;
    const actor = store.actor(event);
    const op = OPS[store.opNumber(event)]!;
    const phase = store.phaseNumber(event);
    const outcome = store.outcomeNumber(event);
    const ok = outcome === OK || outcome === ABANDONED;
    let waited: Waiting | undefined;
    const waiter = actor * 2 ** 32 + store.flight(event);
    if (phase === BEGIN) {
      const arrived = { event, at };
      state.waiters.set(waiter, arrived);
      if (op === 'wait' && this.#resource.kind === 'barrier') {
        state.latest = arrived;
        if (state.passing === 0) state.last = arrived;
      }
    } else if (phase === END) {
      waited = state.waiters.get(waiter);
      state.waiters.delete(waiter);
    }
    const value = store.number(event, 'value');
    if (!Number.isNaN(value) && op !== 'read' && op !== 'task-done' && phase !== BEGIN) state.value = value;
    switch (op) {
      case 'acquire':
        if (phase === END && ok) this.#acquired(event, at, actor, waited, outcome === ABANDONED);
        break;
      case 'release':
        this.#released(event, at, actor);
        break;
      case 'put':
        if (phase === END && ok) this.#put(event, at, waited);
        break;
      case 'get':
        if (phase === END && ok) this.#got(event, at);
        break;
      case 'notify': {
        const woken = store.number(event, 'woken');
        const asked = store.number(event, 'n');
        this.#enable(event, at, woken >= 0 ? woken : asked === -1 ? Number.POSITIVE_INFINITY : asked || 1);
        break;
      }
      case 'set':
        state.value = 1;
        state.enablers = [{ event, at, n: Number.POSITIVE_INFINITY }];
        break;
      case 'clear':
        state.value = 0;
        // The waits that the set ended may still be telling so: it stays known until the next.
        break;
      case 'wait':
        if (phase === END && ok) this.#passed(event, at, waited);
    }
    this.#emit(event, at);
  }

  #acquired(event: EventIndex, at: number, actor: number, waited: Waiting | undefined, abandoned: boolean): void {
    const state = this.#state;
    const own = state.holders.findIndex((holder) => holder.actor === actor);
    if (this.#semaphore) state.holders = [...state.holders.slice(-MAX_OPEN), { actor, depth: 1 }];
    else if (own >= 0) state.holders = state.holders.with(own, { actor, depth: state.holders[own]!.depth + 1 });
    else if (abandoned || this.#exclusive) state.holders = [{ actor, depth: 1 }];
    else state.holders = [...state.holders.slice(-MAX_OPEN), { actor, depth: 1 }];
    if (waited) this.#enabled('release', waited, event, at);
    else if (!this.#semaphore) state.enablers = [];
    // Each permit that is taken uses up one that was given back.
    if (this.#semaphore && waited === undefined) state.enablers = state.enablers.slice(1);
  }

  #released(event: EventIndex, at: number, actor: number): void {
    const state = this.#state;
    const n = this.#semaphore ? Math.min(65_536, this.#store.number(event, 'n') || 1) : 1;
    for (let left = n; left > 0 && state.holders.length > 0; left--) {
      const own = state.holders.findLastIndex((holder) => holder.actor === actor);
      const index = Math.max(own, 0);
      const holder = state.holders[index]!;
      if (holder.depth > 1) {
        state.holders = state.holders.with(index, { actor: holder.actor, depth: holder.depth - 1 });
        return;
      }
      state.holders = state.holders.toSpliced(index, 1);
    }
    if (!this.#semaphore) state.enablers = [];
    this.#enable(event, at, n);
  }

  #enable(event: EventIndex, at: number, n: number): void {
    const { enablers } = this.#state;
    if (!(n > 0)) return;
    this.#state.enablers = [...(enablers.length < MAX_OPEN ? enablers : enablers.slice(1)), { event, at, n }];
  }

  /** Ties the end of a wait to the oldest that could have let it through after it had begun. */
  #enabled(kind: 'release' | 'notify', waited: Waiting, event: EventIndex, at: number): void {
    const state = this.#state;
    const enabler = state.enablers[0];
    if (!enabler) return;
    if (waited.at <= enabler.at) this.flows.push(kind, enabler.event, enabler.at, event, at);
    if (enabler.n > 1) state.enablers = state.enablers.with(0, { ...enabler, n: enabler.n - 1 });
    else state.enablers = state.enablers.slice(1);
  }

  #put(event: EventIndex, at: number, waited: Waiting | undefined): void {
    const state = this.#state;
    const item = this.#store.number(event, 'item');
    if (!Number.isNaN(item)) {
      const early = this.#puts.get(item);
      // The getter may have been quicker to tell than the putter.
      if (early !== undefined && OPS[this.#store.opNumber(early)] === 'get') {
        this.flows.push('item', event, this.#store.at(event), early, at);
        this.#setPut(item, undefined);
      } else this.#setPut(item, event);
    }
    if (waited && state.lastGet && waited.at <= state.lastGet.at && (this.#resource.capacity ?? 0) > 0)
      this.flows.push('space', state.lastGet.event, state.lastGet.at, event, at);
    state.lastGet = undefined;
  }

  #got(event: EventIndex, at: number): void {
    const item = this.#store.number(event, 'item');
    if (!Number.isNaN(item)) {
      const put = this.#puts.get(item);
      if (put !== undefined && OPS[this.#store.opNumber(put)] === 'put') {
        this.flows.push('item', put, this.#store.at(put), event, at);
        this.#setPut(item, undefined);
      } else this.#setPut(item, event);
    }
    this.#state.lastGet = { event, at, n: 1 };
  }

  #setPut(item: number, event: EventIndex | undefined): void {
    this.#undo.push([item, this.#puts.get(item)]);
    if (event === undefined) this.#puts.delete(item);
    else this.#puts.set(item, event);
  }

  #passed(event: EventIndex, at: number, waited: Waiting | undefined): void {
    const state = this.#state;
    const kind = this.#resource.kind;
    if (kind === 'condition' && waited) this.#enabled('notify', waited, event, at);
    else if (kind === 'event') {
      const set = state.enablers[0];
      if (waited && set && waited.at <= set.at) this.flows.push('set', set.event, set.at, event, at);
    } else if (kind === 'barrier') {
      const { last } = state;
      if (last && waited !== last) this.flows.push('barrier', last.event, last.at, event, at);
      state.passing++;
      if (state.passing >= (this.#resource.capacity ?? state.passing)) {
        state.passing = 0;
        // Whoever came while the others passed is the first to wait for the next.
        const came = state.latest;
        state.last = came !== undefined && came !== last && state.waiters.size > 0 ? came : undefined;
      }
    }
  }

  get #semaphore(): boolean {
    const { kind } = this.#resource;
    return kind === 'semaphore' || kind === 'bounded-semaphore';
  }
  get #exclusive(): boolean {
    const { kind } = this.#resource;
    return kind === 'lock' || kind === 'rlock' || kind === 'gil';
  }

  #emit(event: EventIndex, at: number): void {
    const { waiters, holders, value } = this.#state;
    const held = holders.length > 0;
    const state = waiters.size > 0 && (held || !this.#exclusive) ? 2 : held ? 1 : 0;
    const holder = held ? holders[0]!.actor + 1 : 0;
    this.steps.push(at, state, holder, Math.min(holders.length, 65_535), Math.min(waiters.size, 65_535), value, event);
  }
}

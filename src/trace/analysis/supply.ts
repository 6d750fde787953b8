/**
 * What there is to be had: permits, items, notifications and the like, counted from the events. Counts do not depend on
 * the order of arrival, so that what a thread has taken but not yet told of still counts as there, and nobody who may have
 * gone on already is taken for one who waits.
 */
import type { TraceModel } from '../model.ts';
import { OPS, OUTCOMES, type ResourceKind } from '../schema.ts';
import type { EventIndex } from '../store.ts';
import type { Pending } from './world.ts';

const number = Object.fromEntries(OPS.map((op, index) => [op, index])) as Record<(typeof OPS)[number], number>;
const OK = OUTCOMES.indexOf('ok');
const ABANDONED = OUTCOMES.indexOf('abandoned');
/** An event's state is read just before its wait is told. */
const READ_BEFORE_NS = 2e5;

/** The counts of one resource. */
class Stock {
  /** Permits or items; of a pipe those that the first end has sent. */
  count = 0;
  /** Of a pipe: what the second end has sent. */
  back = 0;
  /** Items put and not yet worked off. */
  unfinished = 0;
  /** Notifications that woke somebody who has not told so yet; ends of a barrier's waits. */
  signals = 0;
  /** Latest set, break or notification. */
  signalNs = Number.NEGATIVE_INFINITY;
  /** An event is set. */
  on = false;
  onSequence = 0;
  shut = false;
}

export class Supply {
  readonly #model: TraceModel;
  readonly #stocks: (Stock | undefined)[] = [];

  constructor(model: TraceModel) {
    this.#model = model;
  }

  /** Takes in an operation that is over; `pending` is its beginning. */
  take(event: EventIndex, op: number, resource: number, pending: Pending | undefined): void {
    const { store, resources } = this.#model;
    const done = store.outcomeNumber(event);
    const ok = done === OK || done === ABANDONED;
    switch (op) {
      case number.acquire:
        if (ok && isSemaphore(resources[resource]?.kind)) this.#stock(resource).count--;
        break;
      case number.release:
        if (isSemaphore(resources[resource]?.kind)) this.#stock(resource).count += store.number(event, 'n') || 1;
        break;
      case number.put: {
        if (!ok) break;
        const stock = this.#stock(resource);
        stock.unfinished++;
        if (pending?.end === 1) stock.back++;
        else stock.count++;
        break;
      }
      case number.get:
        if (!ok) break;
        if (pending?.end === 0) this.#stock(resource).back--;
        else this.#stock(resource).count--;
        break;
      case number['task-done']:
        this.#stock(resource).unfinished--;
        break;
      case number.shutdown: {
        const stock = this.#stock(resource);
        stock.shut = true;
        stock.count -= store.number(event, 'value') || 0;
        stock.unfinished -= store.number(event, 'value') || 0;
        break;
      }
      case number.notify: {
        const stock = this.#stock(resource);
        const woken = store.number(event, 'woken');
        stock.signals += Number.isNaN(woken) ? store.number(event, 'n') || 1 : woken;
        stock.signalNs = store.at(event);
        break;
      }
      case number.set:
      case number.clear:
        this.#flag(event, op === number.set, resource);
        break;
      case number.reset:
      case number.abort:
        this.#stock(resource).signalNs = store.at(event);
        break;
      case number.wait:
        this.#waited(event, ok, resource);
    }
  }

  #flag(event: EventIndex, on: boolean, resource: number): void {
    const { store } = this.#model;
    const stock = this.#stock(resource);
    if (on) stock.signalNs = Math.max(stock.signalNs, store.at(event));
    if (store.rseq(event) < stock.onSequence) return;
    stock.onSequence = store.rseq(event);
    stock.on = on;
  }

  #waited(event: EventIndex, ok: boolean, resource: number): void {
    const { store, resources } = this.#model;
    const stock = this.#stock(resource);
    const kind = resources[resource]?.kind;
    if (kind === 'condition' && ok) stock.signals--;
    else if (kind === 'barrier' && ok) stock.signals++;
    else if (kind === 'barrier') stock.signalNs = Math.max(stock.signalNs, store.at(event));
  }

  /**
   * True when what is waited for has come: the waiter is about to say so. Of conditions and barriers: how many wait, and how
   * many of them came `ahead`.
   */
  isThere(wait: Pending, ahead: number, waiting: number): boolean {
    const { op, resource, at, end } = wait;
    const known = this.#model.resources[resource];
    const stock = this.#stocks[resource];
    const capacity = known?.capacity ?? 0;
    switch (known?.kind) {
      case 'semaphore':
      case 'bounded-semaphore':
        return known.initial !== undefined && known.initial + (stock?.count ?? 0) > 0;
      case 'condition':
        return op === 'wait' && ahead < (stock?.signals ?? 0);
      case 'event':
        return stock !== undefined && (stock.on || stock.signalNs > at - READ_BEFORE_NS);
      case 'barrier': {
        if (capacity === 0) return true;
        if (stock !== undefined && stock.signalNs > at) return true;
        // Of a round that is over some have told so, and the others are the first of those who seem to wait.
        const untold = (capacity - ((stock?.signals ?? 0) % capacity)) % capacity;
        return ahead < untold + Math.floor((waiting - untold) / capacity) * capacity;
      }
    }
    if (op === 'get') return stock !== undefined && (stock.shut || (end === 0 ? stock.back : stock.count) > 0);
    if (op === 'put') return capacity <= 0 || (stock?.count ?? 0) < capacity || stock?.shut === true;
    return op === 'join-queue' && (stock?.unfinished ?? 0) <= 0;
  }

  /** Latest notification, set or break; -Infinity: none. */
  signalNs(resource: number): number {
    return this.#stocks[resource]?.signalNs ?? Number.NEGATIVE_INFINITY;
  }

  #stock(resource: number): Stock {
    let stock = this.#stocks[resource];
    if (stock === undefined) {
      stock = new Stock();
      this.#stocks[resource] = stock;
    }
    return stock;
  }
}

const isSemaphore = (kind: ResourceKind | undefined) => kind === 'semaphore' || kind === 'bounded-semaphore';

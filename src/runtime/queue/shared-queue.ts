/** The queue classes' common ground, over whichever store holds the items. */
import type { Outcome } from '../../trace/schema.ts';
import type { Made } from '../creation.ts';
import { OverReleaseError, QueueClosedError, QueueEmptyError, QueueFullError, QueueShutDownError } from '../errors.ts';
import { recorder, tellCause } from '../record/recorder.ts';
import { type AsyncOptions, asyncArguments, Primitive } from '../sync/primitive.ts';
import { waitFor, waitForAsync } from '../sync/wait.ts';
import { checkTimeout } from '../validate.ts';
import { OK } from './channel.ts';
import { JoinWait } from './join-wait.ts';
import { isWhole } from './packet.ts';
import type { Store } from './store.ts';
import {
  type Gotten,
  type Prepared,
  putWhole,
  type Transferring,
  transferGet,
  transferGetAsync,
  transferPut,
  transferPutAsync,
} from './transfer.ts';

const FOREVER = Number.POSITIVE_INFINITY;

/** Puts, gets and iteration: what every queue has. Items go by value. */
export abstract class BaseQueue<T> extends Primitive implements Transferring, Iterable<T>, AsyncIterable<T> {
  protected readonly store: Store;
  /** Items need nothing besides their bytes. */
  protected readonly quick: boolean = true;
  #closed = false;

  constructor(made: Made, store: Store, extra?: unknown) {
    super(made, extra);
    this.store = store;
  }

  /** Adds an item, waiting for room. QueueFullError when the time ran out, QueueShutDownError after shutdown. */
  put(item: T, timeoutMs?: number): void {
    const ms = timeoutMs === undefined ? FOREVER : checkTimeout(timeoutMs);
    if (this.quick && recorder === undefined && isWhole(item) && !this.#closed && putWhole(this.store, item)) return;
    this.#accept(transferPut(this, this.store, item, ms, this.prepared(item)), timeoutMs);
  }
  /** As put, without blocking. Rejects with the signal's reason. */
  async putAsync(item: T, timeoutMs?: number | AsyncOptions, options?: AsyncOptions): Promise<void> {
    const { timeoutMs: ms, signal } = asyncArguments(timeoutMs, options);
    this.#accept(await transferPutAsync(this, this.store, item, ms, signal, this.prepared(item)), ms);
  }
  /** Adds an item without waiting: QueueFullError when there is no room. */
  putNowait(item: T): void {
    this.#accept(transferPut(this, this.store, item, 0, this.prepared(item)), 0);
  }
  /** Adds an item; false instead of QueueFullError. timeoutMs: 0 when omitted. */
  tryPut(item: T, timeoutMs = 0): boolean {
    const ending = transferPut(this, this.store, item, checkTimeout(timeoutMs), this.prepared(item));
    if (ending === 'full' || ending === 'timeout') return false;
    this.#accept(ending, timeoutMs);
    return true;
  }

  /** Takes the next item, waiting for one. QueueEmptyError when the time ran out. */
  get(timeoutMs?: number): T {
    const ms = timeoutMs === undefined ? FOREVER : checkTimeout(timeoutMs);
    const { store } = this;
    if (recorder === undefined && !this.#closed && store.take(0) === OK) {
      const { taken } = store;
      store.taken = undefined;
      return taken as T;
    }
    return this.#delivered(transferGet(this, this.store, ms), ms);
  }
  /** As get, without blocking. Rejects with the signal's reason. */
  async getAsync(timeoutMs?: number | AsyncOptions, options?: AsyncOptions): Promise<T> {
    const { timeoutMs: ms, signal } = asyncArguments(timeoutMs, options);
    return this.#delivered(await transferGetAsync(this, this.store, ms, signal), ms);
  }
  /** Takes the next item without waiting: QueueEmptyError when there is none. */
  getNowait(): T {
    return this.#delivered(transferGet(this, this.store, 0), 0);
  }
  /** Takes the next item; undefined instead of QueueEmptyError. timeoutMs: 0 when omitted. */
  tryGet(timeoutMs = 0): { item: T } | undefined {
    const gotten = transferGet(this, this.store, checkTimeout(timeoutMs));
    if (gotten.ending === 'empty' || gotten.ending === 'timeout') return undefined;
    return { item: this.#delivered(gotten, timeoutMs) };
  }

  /** True when nothing is in it; a snapshot. */
  empty(): boolean {
    return this.store.size() === 0;
  }
  /** Items in it; a snapshot. */
  qsize(): number {
    return this.store.size();
  }

  /** Items as they come, blocking for each, until the queue is shut down or closed. */
  *[Symbol.iterator](): Generator<T, void, undefined> {
    for (;;) {
      const { ending, item } = transferGet(this, this.store, FOREVER);
      if (ending !== 'ok') return;
      yield item as T;
    }
  }
  /** Items as they come, without blocking, until the queue is shut down or closed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const { ending, item } = await transferGetAsync(this, this.store, FOREVER, undefined);
      if (ending !== 'ok') return;
      yield item as T;
    }
  }

  barred(): Outcome | undefined {
    return this.#closed ? 'closed' : undefined;
  }
  drained(): boolean {
    return false;
  }
  deserted(): boolean {
    return false;
  }
  itemNumber(count: number): number {
    return count >>> 0;
  }
  /** What an item needs besides its bytes. */
  protected prepared(_item: T): Prepared | undefined {
    return undefined;
  }
  /** Ends this process's use of it. */
  protected closeHandle(): void {
    if (this.#closed) return;
    this.#closed = true;
    recorder?.instant('close', this.key, this.store.sequence());
    this.store.getters.wakeAll();
    this.store.putters.wakeAll();
  }
  protected override describe(): string {
    const { store } = this;
    const most = store.maxsize > 0 ? ` of ${store.maxsize}` : '';
    return `${store.size()}${most} items${store.isShutDown() ? ', shut down' : ''}${this.#closed ? ', closed' : ''}`;
  }
  /** The queue in a message. */
  protected get said(): string {
    return `${this.className} ${JSON.stringify(this.name)}`;
  }

  #accept(ending: Outcome, timeoutMs: unknown): void {
    if (ending === 'ok') return;
    if (ending === 'full') throw new QueueFullError(`${this.said} is full (${this.store.maxsize} items)`);
    if (ending === 'timeout') throw new QueueFullError(`${this.said} had no room for ${timeoutMs} ms`);
    throw this.#ended(ending);
  }
  #delivered({ ending, item }: Gotten, timeoutMs: unknown): T {
    if (ending === 'ok') return item as T;
    if (ending === 'empty') throw new QueueEmptyError(`${this.said} is empty`);
    if (ending === 'timeout') throw new QueueEmptyError(`${this.said} had nothing for ${timeoutMs} ms`);
    throw this.#ended(ending);
  }
  #ended(ending: Outcome): Error {
    if (ending === 'shutdown') return new QueueShutDownError(`${this.said} was shut down`);
    return new QueueClosedError(`${this.said} is closed`);
  }
}

/** Queues with a bound that can be shut down. */
export abstract class BoundedQueue<T> extends BaseQueue<T> {
  /** At most so many items; 0 or less: no bound. */
  get maxsize(): number {
    return this.store.maxsize;
  }
  /** True when it holds maxsize items; a snapshot. */
  full(): boolean {
    return this.store.isFull();
  }
  /**
   * No more puts: they throw QueueShutDownError, waiting ones too. Gets drain it, then throw as well. `immediate` throws
   * away what is in it and counts that as done.
   */
  shutdown(immediate = false): void {
    const { store } = this;
    store.shutDown(Boolean(immediate), (value) => {
      if (recorder === undefined) return;
      const awaited = store.getters.awaited() || store.putters.awaited();
      tellCause(recorder, awaited, 'shutdown', this.key, store.sequence(), { immediate: Boolean(immediate), value });
    });
  }
}

/** Queues that count their items until they are worked off. */
export abstract class TaskQueue<T> extends BoundedQueue<T> {
  /** Says that an item got before has been worked off. OverReleaseError when all have been already. */
  taskDone(): void {
    const { store } = this;
    // Counted and told before it takes effect, so that it stands before the joins that it ends.
    const value = store.unfinished() - 1;
    if (recorder !== undefined && value >= 0) {
      tellCause(recorder, value === 0 && store.joiners.awaited(), 'task-done', this.key, store.sequence(), { value });
    }
    if (store.finishOne()) return;
    throw new OverReleaseError(`taskDone of ${this.said} was called more often than put`, 'ERR_HEDDLE_TASK_DONE');
  }
  /** Waits until every item has been worked off; false when the time ran out. */
  join(timeoutMs?: number): boolean {
    const ms = checkTimeout(timeoutMs);
    return waitFor(this.store.memory, new JoinWait(this.store), ms, 'join-queue', this.key);
  }
  /** As join, without blocking. Rejects with the signal's reason. */
  async joinAsync(timeoutMs?: number | AsyncOptions, options?: AsyncOptions): Promise<boolean> {
    const { timeoutMs: ms, signal } = asyncArguments(timeoutMs, options);
    return waitForAsync(this.store.memory, new JoinWait(this.store), ms, signal, 'join-queue', this.key);
  }
}

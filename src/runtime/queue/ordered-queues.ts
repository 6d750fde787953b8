/** PriorityQueue and LifoQueue, between the threads of one process. */
import type { Made } from '../creation.ts';
import { typeError } from '../errors.ts';
import { isOptions, type NameOptions, registerClass } from '../sync/primitive.ts';
import { checkOptions, describe, isArray } from '../validate.ts';
import { makeQueue } from './make.ts';
import { OrderedStore, type Priority } from './ordered.ts';
import { ORDERED_WORDS } from './ordered-layout.ts';
import { TaskQueue } from './shared-queue.ts';
import type { Prepared } from './transfer.ts';

/** Options of a PriorityQueue. */
export interface PriorityOptions<T> extends NameOptions {
  /** What an item is ordered by: lowest first. Default: the item itself, or the first element of an array. */
  priority?: ((item: T) => Priority) | undefined;
}

interface PriorityExtra {
  readonly maxsize: number;
  /** It has a priority function, which does not travel. */
  readonly custom: boolean;
}

abstract class LifoBase<T> extends TaskQueue<T> {
  constructor(made: Made, { maxsize }: { readonly maxsize: number }) {
    super(made, new OrderedStore(made.memory, made.place, made.id, maxsize, true), { maxsize });
  }
}
/** Last in, first out. As Python's queue.LifoQueue, but items go by value. */
// biome-ignore lint/suspicious/noExplicitAny: a beginner need not write a type
export class LifoQueue<T = any> extends LifoBase<T> {
  constructor(maxsize?: number | NameOptions, options?: NameOptions) {
    const { made, maxsize: most } = makeQueue('lifo-queue', 'LifoQueue', 'threads', ORDERED_WORDS, maxsize, options);
    super(made, { maxsize: most });
  }
  protected override get className(): string {
    return 'LifoQueue';
  }
}

abstract class PriorityBase<T> extends TaskQueue<T> {
  protected override readonly quick = false;
  readonly #custom: boolean;
  #priority: ((item: T) => Priority) | undefined;
  constructor(made: Made, extra: PriorityExtra, priority?: (item: T) => Priority) {
    super(made, new OrderedStore(made.memory, made.place, made.id, extra.maxsize, false), extra);
    this.#custom = extra.custom;
    this.#priority = priority;
  }
  protected override prepared(item: T): Prepared {
    const priority = this.#priorityOf(item);
    if (typeof priority === 'number') return { value: item, priority, wrapped: false };
    if (typeof priority === 'bigint' && Number.isSafeInteger(Number(priority))) {
      return { value: item, priority: Number(priority), wrapped: false };
    }
    return { value: [priority, item], priority, wrapped: true };
  }
  #priorityOf(item: T): Priority {
    if (this.#custom && !this.#priority) {
      throw typeError(
        `${this.said} has a priority function, which stayed where it was made; make the queue at module level, so that ` +
          'every thread has it',
      );
    }
    const priority: unknown = this.#priority ? this.#priority(item) : isArray(item) ? item[0] : item;
    const kind = typeof priority;
    if ((kind === 'number' && !Number.isNaN(priority)) || kind === 'bigint' || kind === 'string') {
      return priority as Priority;
    }
    throw typeError(
      `an item of ${this.said} needs a priority that is a number (not NaN), a bigint or a string, got ` +
        `${describe(priority)}; put [priority, item], or give the queue a priority function`,
    );
  }
}
/**
 * Lowest priority first, ties in the order they came. As Python's queue.PriorityQueue, but only the priority is compared
 * and items go by value.
 */
// biome-ignore lint/suspicious/noExplicitAny: a beginner need not write a type
export class PriorityQueue<T = any> extends PriorityBase<T> {
  constructor(maxsize?: number | PriorityOptions<T>, options?: PriorityOptions<T>) {
    const given = options === undefined && isOptions(maxsize) ? (maxsize as PriorityOptions<T>) : options;
    const { priority } = checkOptions<{ priority: unknown }>(given, 'PriorityQueue');
    if (priority !== undefined && typeof priority !== 'function') {
      throw typeError(`PriorityQueue priority must be a function of an item, got ${describe(priority)}`);
    }
    const kind = 'priority-queue';
    const { made, maxsize: most } = makeQueue(kind, 'PriorityQueue', 'threads', ORDERED_WORDS, maxsize, options);
    super(made, { maxsize: most, custom: priority !== undefined }, priority as (item: T) => Priority);
  }
  protected override get className(): string {
    return 'PriorityQueue';
  }
}

registerClass('threads', 'LifoQueue', LifoBase as never, LifoQueue);
registerClass('threads', 'PriorityQueue', PriorityBase as never, PriorityQueue);

/** The queues of heddle/queue: shared by the threads of one process. */
import { type NameOptions, registerClass } from '../sync/primitive.ts';
import { CHANNEL_WORDS } from './channel-layout.ts';
import { FifoSimpleQueue, FifoTaskQueue } from './fifo.ts';
import { makeQueue } from './make.ts';

/**
 * A first-in-first-out queue between threads. As Python's queue.Queue, but items go by value: threads here have a heap
 * each.
 */
// biome-ignore lint/suspicious/noExplicitAny: a beginner need not write a type
export class Queue<T = any> extends FifoTaskQueue<T> {
  constructor(maxsize?: number | NameOptions, options?: NameOptions) {
    const { made, maxsize: most } = makeQueue('queue', 'Queue', 'threads', CHANNEL_WORDS, maxsize, options);
    super(made, { maxsize: most });
  }
  protected override get className(): string {
    return 'Queue';
  }
}

/** A queue between threads without a bound. As Python's queue.SimpleQueue. */
// biome-ignore lint/suspicious/noExplicitAny: a beginner need not write a type
export class SimpleQueue<T = any> extends FifoSimpleQueue<T> {
  constructor(options?: NameOptions) {
    super(makeQueue('simple-queue', 'SimpleQueue', 'threads', CHANNEL_WORDS, undefined, options).made);
  }
  protected override get className(): string {
    return 'SimpleQueue';
  }
}

registerClass('threads', 'Queue', FifoTaskQueue as never, Queue);
registerClass('threads', 'SimpleQueue', FifoSimpleQueue as never, SimpleQueue);

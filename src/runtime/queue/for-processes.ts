/** The queues of heddle/multiprocessing: shared by all processes of the program, and their threads. */
import { type NameOptions, registerClass } from '../sync/primitive.ts';
import { CHANNEL_WORDS } from './channel-layout.ts';
import { FifoQueue, FifoSimpleQueue, FifoTaskQueue } from './fifo.ts';
import { makeQueue } from './make.ts';

/**
 * A first-in-first-out queue between processes. As Python's multiprocessing.Queue, but there is no feeder thread: put
 * writes the item where the others read it, so that join never hangs on items left over. Items go by value.
 */
// biome-ignore lint/suspicious/noExplicitAny: a beginner need not write a type
export class Queue<T = any> extends FifoQueue<T> {
  constructor(maxsize?: number | NameOptions, options?: NameOptions) {
    const { made, maxsize: most } = makeQueue('queue', 'Queue', 'processes', CHANNEL_WORDS, maxsize, options);
    super(made, { maxsize: most });
  }
  protected override get className(): string {
    return 'Queue';
  }
  /** Ends this side's use of it: QueueClosedError from then on. Others go on. */
  close(): void {
    this.closeHandle();
  }
}

/** A Queue that counts its items until taskDone was called for each. As Python's multiprocessing.JoinableQueue. */
// biome-ignore lint/suspicious/noExplicitAny: a beginner need not write a type
export class JoinableQueue<T = any> extends FifoTaskQueue<T> {
  constructor(maxsize?: number | NameOptions, options?: NameOptions) {
    const kind = 'joinable-queue';
    const { made, maxsize: most } = makeQueue(kind, 'JoinableQueue', 'processes', CHANNEL_WORDS, maxsize, options);
    super(made, { maxsize: most });
  }
  protected override get className(): string {
    return 'JoinableQueue';
  }
  /** Ends this side's use of it: QueueClosedError from then on. Others go on. */
  close(): void {
    this.closeHandle();
  }
}

/** A queue between processes without a bound. As Python's multiprocessing.SimpleQueue. */
// biome-ignore lint/suspicious/noExplicitAny: a beginner need not write a type
export class SimpleQueue<T = any> extends FifoSimpleQueue<T> {
  constructor(options?: NameOptions) {
    super(makeQueue('simple-queue', 'SimpleQueue', 'processes', CHANNEL_WORDS, undefined, options).made);
  }
  protected override get className(): string {
    return 'SimpleQueue';
  }
  /** Ends this side's use of it: QueueClosedError from then on. Others go on. */
  close(): void {
    this.closeHandle();
  }
}

registerClass('processes', 'Queue', FifoQueue as never, Queue);
registerClass('processes', 'JoinableQueue', FifoTaskQueue as never, JoinableQueue);
registerClass('processes', 'SimpleQueue', FifoSimpleQueue as never, SimpleQueue);

/** First-in-first-out queues, for threads and for processes. */
import type { Made } from '../creation.ts';
import { Channel } from './channel.ts';
import type { MadeQueue } from './make.ts';
import { BaseQueue, BoundedQueue, TaskQueue } from './shared-queue.ts';

const channelOf = (made: Made, maxsize: number) => new Channel(made.memory, made.place, made.id, maxsize);
type Extra = { readonly maxsize: number };

/** A bounded queue without tasks. */
export abstract class FifoQueue<T> extends BoundedQueue<T> {
  constructor(made: Made, { maxsize }: Extra) {
    super(made, channelOf(made, maxsize), { maxsize });
  }
}
/** A bounded queue with tasks. */
export abstract class FifoTaskQueue<T> extends TaskQueue<T> {
  constructor(made: Made, { maxsize }: Extra) {
    super(made, channelOf(made, maxsize), { maxsize });
  }
}
/** An unbounded queue without anything else. */
export abstract class FifoSimpleQueue<T> extends BaseQueue<T> {
  constructor(made: Made) {
    super(made, channelOf(made, 0));
  }
}
export type { MadeQueue };

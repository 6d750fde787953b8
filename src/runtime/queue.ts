/** heddle/queue: queues between the threads of a process. */
import './sync/kinds.ts';
import './queue/kinds.ts';

export { QueueClosedError, QueueEmptyError, QueueError, QueueFullError, QueueShutDownError } from './errors.ts';
export { Queue, SimpleQueue } from './queue/for-threads.ts';
export type { AsyncOptions, NameOptions } from './sync/primitive.ts';

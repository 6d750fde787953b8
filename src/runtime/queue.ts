/** heddle/queue: queues between the threads of a process. */
import './sync/kinds.ts';
import './queue/kinds.ts';

export {
  HeddleError,
  ModuleLevelError,
  OverReleaseError,
  QueueClosedError,
  QueueEmptyError,
  QueueError,
  QueueFullError,
  QueueShutDownError,
} from './errors.ts';
export { Queue, SimpleQueue } from './queue/for-threads.ts';
export { LifoQueue, type PriorityOptions, PriorityQueue } from './queue/ordered-queues.ts';
export type { AsyncOptions, NameOptions } from './sync/primitive.ts';

/** heddle/multiprocessing: processes, and what they share. */
import './sync/kinds.ts';

export type { ElementType } from './machine/elements.ts';
export type { BarrierOptions } from './sync/barrier.ts';
export {
  Barrier,
  BoundedSemaphore,
  Condition,
  Event,
  Lock,
  RLock,
  RWLock,
  Semaphore,
  SharedArray,
  Value,
} from './sync/for-processes.ts';
export type { Held } from './sync/lockable.ts';
export type { AsyncOptions, NameOptions } from './sync/primitive.ts';

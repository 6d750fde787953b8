/** heddle/threading: threads, and what they share. */
import './sync/kinds.ts';
import './queue/kinds.ts';

export {
  AcquireTimeoutError,
  BrokenBarrierError,
  HeddleError,
  LifecycleError,
  ModuleLevelError,
  NotOwnerError,
  OverReleaseError,
  PoolClosedError,
  PoolTerminatedError,
  WorkerDiedError,
} from './errors.ts';
export { activeThreads, currentThread, mainThread, Thread } from './life/thread.ts';
export { ThreadPool } from './life/thread-pool.ts';
export { keepSpares } from './life/thread-spares.ts';
export { Timer } from './life/timer.ts';
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
} from './sync/for-threads.ts';
export type { Held } from './sync/lockable.ts';
export type { AsyncOptions, NameOptions } from './sync/primitive.ts';

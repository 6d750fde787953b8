/** heddle/multiprocessing: processes, and what they share. */
import './sync/kinds.ts';
import './queue/kinds.ts';

export { availableParallelism as cpuCount } from 'node:os';
export {
  AcquireTimeoutError,
  BrokenBarrierError,
  DaemonicChildError,
  HeddleError,
  LifecycleError,
  ModuleLevelError,
  NotOwnerError,
  OverReleaseError,
  PipeClosedError,
  PipeDirectionError,
  PoolClosedError,
  PoolTerminatedError,
  QueueClosedError,
  QueueEmptyError,
  QueueError,
  QueueFullError,
  QueueShutDownError,
  WorkerDiedError,
} from './errors.ts';
export { activeChildren, currentProcess, Process } from './life/process.ts';
export { Pool } from './life/process-pool.ts';
export { keepSpares } from './life/process-spares.ts';
export type { ElementType } from './machine/elements.ts';
export { JoinableQueue, Queue, SimpleQueue } from './queue/for-processes.ts';
export { Connection, Pipe } from './queue/pipe.ts';
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

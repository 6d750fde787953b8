/** heddle: the program's beginning and end, time, and what errors are. */
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
export type {
  AsyncOptions,
  Barrier,
  Condition,
  Connection,
  ElementType,
  Event,
  Held,
  JoinableQueue,
  Lock,
  Lockable,
  Named,
  Pool,
  PoolOptions,
  Process,
  Queue,
  RLock,
  RWLock,
  Semaphore,
  SharedArray,
  SimpleQueue,
  Thread,
  Value,
  Worker,
} from './interfaces.ts';
export type { Target } from './life/entry.ts';
export type { WorkerOptions } from './life/handle.ts';
export { main } from './life/main.ts';
export { cpu, mark, sleep, sleepAsync, span } from './life/time.ts';
export type { NameOptions } from './sync/primitive.ts';
export { type Watched, watch } from './watch.ts';

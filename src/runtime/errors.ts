/** Errors that Heddle throws. Each has a code of its own; class and code survive the way between threads and processes. */

/** Base of all errors that Heddle throws for a reason of its own. */
export class HeddleError extends Error {
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.name = new.target.name;
  }
}
/** A lock, semaphore or task count was given back more often than it was taken. */
export class OverReleaseError extends HeddleError {
  constructor(message: string, code = 'ERR_HEDDLE_OVER_RELEASE') {
    super(code, message);
  }
}
/** The calling thread does not hold what the call needs it to hold. */
export class NotOwnerError extends HeddleError {
  constructor(message: string) {
    super('ERR_HEDDLE_NOT_OWNER', message);
  }
}
/** A thread, process or pool was used at the wrong moment of its life. */
export class LifecycleError extends HeddleError {
  constructor(message: string) {
    super('ERR_HEDDLE_LIFECYCLE', message);
  }
}
/** A daemonic process tried to start a child process. */
export class DaemonicChildError extends HeddleError {
  constructor(message = 'daemonic processes are not allowed to have children') {
    super('ERR_HEDDLE_DAEMONIC_CHILD', message);
  }
}
/** The barrier was reset or aborted, or somebody's wait on it ran out of time. */
export class BrokenBarrierError extends HeddleError {
  constructor(message: string) {
    super('ERR_HEDDLE_BROKEN_BARRIER', message);
  }
}
/** A scoped acquisition (hold, holdAsync, runExclusive) ran out of time. */
export class AcquireTimeoutError extends HeddleError {
  constructor(message: string) {
    super('ERR_HEDDLE_ACQUIRE_TIMEOUT', message);
  }
}
/** Base of the queues' errors. */
export class QueueError extends HeddleError {}
/** Nothing was there to get in time. */
export class QueueEmptyError extends QueueError {
  constructor(message: string) {
    super('ERR_HEDDLE_QUEUE_EMPTY', message);
  }
}
/** There was no room to put in time. */
export class QueueFullError extends QueueError {
  constructor(message: string) {
    super('ERR_HEDDLE_QUEUE_FULL', message);
  }
}
/** This process has closed its handle of the queue. */
export class QueueClosedError extends QueueError {
  constructor(message: string, code = 'ERR_HEDDLE_QUEUE_CLOSED') {
    super(code, message);
  }
}
/** The queue was shut down. */
export class QueueShutDownError extends QueueClosedError {
  constructor(message: string) {
    super(message, 'ERR_HEDDLE_QUEUE_SHUT_DOWN');
  }
}
/** The end of messages, or this end is closed. */
export class PipeClosedError extends HeddleError {
  constructor(message: string) {
    super('ERR_HEDDLE_PIPE_CLOSED', message);
  }
}
/** recv on a sender, or send on a receiver. */
export class PipeDirectionError extends HeddleError {
  constructor(message: string) {
    super('ERR_HEDDLE_PIPE_DIRECTION', message);
  }
}
/** The pool takes no more work. */
export class PoolClosedError extends HeddleError {
  constructor(message: string) {
    super('ERR_HEDDLE_POOL_CLOSED', message);
  }
}
/** The pool was terminated before the task ended. */
export class PoolTerminatedError extends HeddleError {
  constructor(message: string) {
    super('ERR_HEDDLE_POOL_TERMINATED', message);
  }
}
/** A pool's worker died with the task. */
export class WorkerDiedError extends HeddleError {
  constructor(message: string) {
    super('ERR_HEDDLE_WORKER_DIED', message);
  }
}
/** Primitives made at module level came in another order here than in the main program. */
export class ModuleLevelError extends HeddleError {
  constructor(message: string) {
    super('ERR_HEDDLE_MODULE_LEVEL', message);
  }
}

/** A TypeError with a code of Heddle's. */
export function typeError(message: string, code = 'ERR_HEDDLE_INVALID_ARGUMENT'): TypeError & { code: string } {
  return Object.assign(new TypeError(message), { code });
}
/** A RangeError with Heddle's code. */
export function rangeError(message: string): RangeError & { code: string } {
  return Object.assign(new RangeError(message), { code: 'ERR_HEDDLE_OUT_OF_RANGE' });
}
/** What cannot cross to another thread or process is refused where it is given. */
export function notSendable(message: string): TypeError & { code: string } {
  return typeError(message, 'ERR_HEDDLE_NOT_SENDABLE');
}

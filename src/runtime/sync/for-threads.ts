/** The synchronisation classes of heddle/threading: shared by the threads of one process. */
import { makeLock, SharedLock } from './lock.ts';
import { type NameOptions, registerClass } from './primitive.ts';
import { makeSemaphore, SharedBoundedSemaphore, SharedSemaphore } from './semaphore.ts';

/**
 * A lock between threads: one holder at a time. Not re-entrant, and any thread may release it. As Python's
 * threading.Lock, but when its holder dies the next owner gets it and is told (`abandoned`).
 */
export class Lock extends SharedLock {
  constructor(options?: NameOptions) {
    super(makeLock('threads', options));
  }
}
/** So many permits between threads. As Python's threading.Semaphore; default 1. */
export class Semaphore extends SharedSemaphore {
  constructor(value?: number | NameOptions, options?: NameOptions) {
    super(makeSemaphore('threads', value, options, false));
  }
}
/** A semaphore between threads that throws OverReleaseError when it would exceed its initial value. */
export class BoundedSemaphore extends SharedBoundedSemaphore {
  constructor(value?: number | NameOptions, options?: NameOptions) {
    super(makeSemaphore('threads', value, options, true));
  }
}

registerClass('threads', 'Lock', SharedLock as never, Lock);
registerClass('threads', 'Semaphore', SharedSemaphore as never, Semaphore);
registerClass('threads', 'BoundedSemaphore', SharedBoundedSemaphore as never, BoundedSemaphore);

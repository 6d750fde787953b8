/** The synchronisation classes of heddle/multiprocessing: shared by all processes of the program, and their threads. */
import { makeLock, SharedLock } from './lock.ts';
import { type NameOptions, registerClass } from './primitive.ts';
import { makeSemaphore, SharedBoundedSemaphore, SharedSemaphore } from './semaphore.ts';

/**
 * A lock between processes: one holder at a time. Not re-entrant, and any thread or process may release it. As Python's
 * multiprocessing.Lock, but when its holder dies the next owner gets it and is told (`abandoned`).
 */
export class Lock extends SharedLock {
  constructor(options?: NameOptions) {
    super(makeLock('processes', options));
  }
}
/** So many permits between processes. As Python's multiprocessing.Semaphore; default 1. */
export class Semaphore extends SharedSemaphore {
  constructor(value?: number | NameOptions, options?: NameOptions) {
    super(makeSemaphore('processes', value, options, false));
  }
}
/** A semaphore between processes that throws OverReleaseError when it would exceed its initial value. */
export class BoundedSemaphore extends SharedBoundedSemaphore {
  constructor(value?: number | NameOptions, options?: NameOptions) {
    super(makeSemaphore('processes', value, options, true));
  }
}

registerClass('processes', 'Lock', SharedLock as never, Lock);
registerClass('processes', 'Semaphore', SharedSemaphore as never, Semaphore);
registerClass('processes', 'BoundedSemaphore', SharedBoundedSemaphore as never, BoundedSemaphore);

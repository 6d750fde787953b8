/** A module whose primitives are the same in every thread and child that evaluates it. */
import * as multiprocessing from '../../../../src/runtime/multiprocessing.ts';
import * as threading from '../../../../src/runtime/threading.ts';

export const threadLock = new threading.Lock({ name: 'between threads' });
export const processLock = new multiprocessing.Lock();
export const keys = process.env.TEST_OTHER_KEYS
  ? new multiprocessing.Semaphore(Number(process.env.TEST_OTHER_KEYS))
  : new multiprocessing.Semaphore(3);

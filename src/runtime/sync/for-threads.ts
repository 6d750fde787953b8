/** The synchronisation classes of heddle/threading: shared by the threads of one process. */

import type { ElementType } from '../machine/elements.ts';
import { type BarrierOptions, makeBarrier, SharedBarrier } from './barrier.ts';
import { type ConditionLock, makeCondition, SharedCondition } from './condition.ts';
import { makeEvent, SharedEvent } from './event.ts';
import { makeLock, SharedLock } from './lock.ts';
import { type Made, type NameOptions, registerClass } from './primitive.ts';
import { makeRLock, SharedRLock } from './rlock.ts';
import { makeRWLock, RWLockReadSide, RWLockWriteSide, SharedRWLock } from './rwlock.ts';
import { makeSemaphore, SharedBoundedSemaphore, SharedSemaphore } from './semaphore.ts';
import { makeSharedArray, SharedNumberArray } from './shared-array.ts';
import { makeValue, SharedValue } from './value.ts';

/**
 * A lock between threads: one holder at a time. Not re-entrant, and any thread may release it. As Python's
 * threading.Lock, but when its holder dies the next owner gets it and is told (`abandoned`).
 */
export class Lock extends SharedLock {
  constructor(options?: NameOptions) {
    super(makeLock('threads', options));
  }
}
/**
 * A lock between threads that its thread may take again, and must release as often. As Python's threading.RLock;
 * its owner is the thread, not the asynchronous flow.
 */
export class RLock extends SharedRLock {
  constructor(options?: NameOptions) {
    super(makeRLock('threads', options));
  }
}
/** Many readers or one writer between threads; neither are starved. Not in Python's standard library. */
export class RWLock extends SharedRWLock {
  constructor(options?: NameOptions) {
    super(makeRWLock('threads', options));
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
/**
 * Waiting between threads for something that is true only under a lock. As Python's threading.Condition; its lock is
 * an RLock named `<name>.lock` unless one is given.
 */
export class Condition extends SharedCondition {
  constructor(lock?: ConditionLock | NameOptions, options?: NameOptions) {
    super(...makeCondition('threads', lock, options, RLock));
  }
}
/** A flag that threads wait for. As Python's threading.Event. */
export class Event extends SharedEvent {
  constructor(options?: NameOptions) {
    super(makeEvent('threads', options));
  }
}
/**
 * So many threads wait for each other. As Python's threading.Barrier; the action is a target, run by the last to
 * arrive.
 */
export class Barrier extends SharedBarrier {
  constructor(parties: number, options?: BarrierOptions) {
    super(...makeBarrier('threads', parties, options));
  }
}
/** One number shared between threads (a bigint for the 64-bit types), with a lock of its own. As multiprocessing.Value. */
export class Value<N extends number | bigint = number> extends SharedValue<N> {
  constructor(type: ElementType, initial?: NoInfer<N> | NameOptions, options?: NameOptions) {
    super(...makeValue('threads', type, initial, options));
  }
  protected override makeLock(made: Made): RLock {
    return lockAt(made);
  }
}
/** Numbers in a row shared between threads, with a lock of their own. As multiprocessing.Array. */
export class SharedArray<N extends number | bigint = number> extends SharedNumberArray<N> {
  constructor(type: ElementType, lengthOrValues: number | Iterable<NoInfer<N>>, options?: NameOptions) {
    super(...makeSharedArray('threads', type, lengthOrValues, options));
  }
  protected override makeLock(made: Made): RLock {
    return lockAt(made);
  }
}

const lockAt = (made: Made): RLock => Reflect.construct(SharedRLock, [made], RLock) as RLock;

registerClass('threads', 'Lock', SharedLock, Lock);
registerClass('threads', 'RLock', SharedRLock, RLock);
registerClass('threads', 'RWLock', SharedRWLock, RWLock);
registerClass('threads', 'RWLock.read', RWLockReadSide, RWLockReadSide);
registerClass('threads', 'RWLock.write', RWLockWriteSide, RWLockWriteSide);
registerClass('threads', 'Semaphore', SharedSemaphore, Semaphore);
registerClass('threads', 'BoundedSemaphore', SharedBoundedSemaphore, BoundedSemaphore);
registerClass('threads', 'Condition', SharedCondition, Condition);
registerClass('threads', 'Event', SharedEvent, Event);
registerClass('threads', 'Barrier', SharedBarrier, Barrier);
registerClass('threads', 'Value', SharedValue, Value);
registerClass('threads', 'SharedArray', SharedNumberArray, SharedArray);

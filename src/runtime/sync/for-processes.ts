/** The synchronisation classes of heddle/multiprocessing: shared by all processes of the program, and their threads. */

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
 * A lock between processes: one holder at a time. Not re-entrant, and any thread or process may release it. As Python's
 * multiprocessing.Lock, but when its holder dies the next owner gets it and is told (`abandoned`).
 */
export class Lock extends SharedLock {
  constructor(options?: NameOptions) {
    super(makeLock('processes', options));
  }
}
/**
 * A lock between processes that its thread may take again, and must release as often. As Python's multiprocessing.RLock;
 * its owner is the thread, not the asynchronous flow.
 */
export class RLock extends SharedRLock {
  constructor(options?: NameOptions) {
    super(makeRLock('processes', options));
  }
}
/** Many readers or one writer between processes; neither are starved. Not in Python's standard library. */
export class RWLock extends SharedRWLock {
  constructor(options?: NameOptions) {
    super(makeRWLock('processes', options));
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
/**
 * Waiting between processes for something that is true only under a lock. As Python's multiprocessing.Condition; its lock is
 * an RLock named `<name>.lock` unless one is given.
 */
export class Condition extends SharedCondition {
  constructor(lock?: ConditionLock | NameOptions, options?: NameOptions) {
    super(...makeCondition('processes', lock, options, RLock));
  }
}
/** A flag that processes wait for. As Python's multiprocessing.Event. */
export class Event extends SharedEvent {
  constructor(options?: NameOptions) {
    super(makeEvent('processes', options));
  }
}
/**
 * So many processes wait for each other. As Python's multiprocessing.Barrier; the action is a target, run by the last to
 * arrive.
 */
export class Barrier extends SharedBarrier {
  constructor(parties: number, options?: BarrierOptions) {
    super(...makeBarrier('processes', parties, options));
  }
}
/** One number shared between processes (a bigint for the 64-bit types), with a lock of its own. As multiprocessing.Value. */
export class Value<N extends number | bigint = number> extends SharedValue<N> {
  constructor(type: ElementType, initial?: NoInfer<N> | NameOptions, options?: NameOptions) {
    super(...makeValue('processes', type, initial, options));
  }
  protected override makeLock(made: Made): RLock {
    return lockAt(made);
  }
}
/** Numbers in a row shared between processes, with a lock of their own. As multiprocessing.Array. */
export class SharedArray<N extends number | bigint = number> extends SharedNumberArray<N> {
  constructor(type: ElementType, lengthOrValues: number | Iterable<NoInfer<N>>, options?: NameOptions) {
    super(...makeSharedArray('processes', type, lengthOrValues, options));
  }
  protected override makeLock(made: Made): RLock {
    return lockAt(made);
  }
}

const lockAt = (made: Made): RLock => Reflect.construct(SharedRLock, [made], RLock) as RLock;

registerClass('processes', 'Lock', SharedLock, Lock);
registerClass('processes', 'RLock', SharedRLock, RLock);
registerClass('processes', 'RWLock', SharedRWLock, RWLock);
registerClass('processes', 'RWLock.read', RWLockReadSide, RWLockReadSide);
registerClass('processes', 'RWLock.write', RWLockWriteSide, RWLockWriteSide);
registerClass('processes', 'Semaphore', SharedSemaphore, Semaphore);
registerClass('processes', 'BoundedSemaphore', SharedBoundedSemaphore, BoundedSemaphore);
registerClass('processes', 'Condition', SharedCondition, Condition);
registerClass('processes', 'Event', SharedEvent, Event);
registerClass('processes', 'Barrier', SharedBarrier, Barrier);
registerClass('processes', 'Value', SharedValue, Value);
registerClass('processes', 'SharedArray', SharedNumberArray, SharedArray);

import assert from 'node:assert/strict';
import type * as shapes from '../../../src/runtime/interfaces.ts';
import { backends } from './support/backend.ts';

/** One of each, as the type that the public interfaces promise: the type checker does the work. */
function oneOfEach(classes: (typeof backends)[number]['classes']) {
  const lock: shapes.Lock = new classes.Lock();
  const rlock: shapes.RLock = new classes.RLock();
  const rwlock: shapes.RWLock = new classes.RWLock();
  const semaphore: shapes.Semaphore = new classes.Semaphore(2);
  const bounded: shapes.Semaphore = new classes.BoundedSemaphore({ name: 'bounded' });
  const condition: shapes.Condition = new classes.Condition(new classes.RLock());
  const event: shapes.Event = new classes.Event();
  const barrier: shapes.Barrier = new classes.Barrier(2, { timeoutMs: 5 });
  const value: shapes.Value = new classes.Value('int32', 1);
  const big: shapes.Value<bigint> = new classes.Value<bigint>('int64', 1n);
  const array: shapes.SharedArray = new classes.SharedArray('float64', [1, 2]);
  return { lock, rlock, rwlock, semaphore, bounded, condition, event, barrier, value, big, array };
}

describe('Synchronisation classes', () => {
  for (const { domain, classes } of backends) {
    it(`between ${domain} have the shapes that are promised, and say in words how they are`, () => {
      for (const [kind, primitive] of Object.entries(oneOfEach(classes))) {
        assert.ok(primitive.name.length > 0, kind);
        assert.match(String(primitive), new RegExp(`^<\\w+ "${primitive.name}": .+>$`), kind);
      }
    });
  }
});

import assert from 'node:assert/strict';
import { TraceScript } from './trace-script.ts';

const [A, B, C, GATE, READY] = [1, 2, 3, 4, 5];

function locks(threads = 2, kind: 'lock' | 'rlock' = 'lock'): TraceScript {
  const script = new TraceScript(threads);
  for (const [number, name] of [[A, 'a'], [B, 'b'], [C, 'c'], [GATE, 'gate']] as const) // biome-ignore format: a table
    script.resource(number, kind, name);
  return script.resource(READY, 'event', 'ready');
}

describe('Lock orders that could have hung', () => {
  it('are told once, with the places of both and an order to take the locks in', () => {
    const script = locks();
    for (let turn = 0; turn < 3; turn++) {
      script.at(1).take(1, A).at(2).take(1, B).give(1, B, A);
      script.at(3).take(2, B).at(4).take(2, A).give(2, A, B);
    }
    const found = script.found();
    assert.deepEqual(
      found.map(({ finding, severity, message, sites }) => ({ finding, severity, message, sites: sites.toSorted() })),
      [
        {
          finding: 'lock-order',
          severity: 'warning',
          message:
            'Locks are taken in orders that could have hung: t2 takes lock b and then lock a; t1 takes lock a and then lock b.',
          sites: ['/program.ts:1:1', '/program.ts:2:1', '/program.ts:3:1', '/program.ts:4:1'],
        },
      ],
    );
    assert.match(found[0]!.remedy, /^Take a, b in this order everywhere/);
  });

  it('are found in rings of three to six', () => {
    for (let size = 3; size <= 6; size++) {
      const script = new TraceScript(size);
      for (let lock = 1; lock <= size; lock++) script.resource(lock, 'lock', `l${lock}`);
      for (let t = 1; t <= size; t++) script.take(t, t, (t % size) + 1).give(t, (t % size) + 1, t);
      assert.equal(script.found().length, 1, `${size}`);
    }
  });

  it('are none when one thread takes both orders, or when a third lock lets one at a time in', () => {
    assert.deepEqual(locks().take(1, A, B).give(1, B, A).take(1, B, A).give(1, A, B).found(), []);
    const script = locks().take(1, GATE, A, B).give(1, B, A, GATE).take(2, GATE, B, A).give(2, A, B, GATE);
    assert.deepEqual(script.found(), []);
  });

  it('are none when every run keeps them apart: by start and join, or by an event', () => {
    const joined = locks().take(1, A, B).give(1, B, A).join(1).take(0, B, A).give(0, A, B);
    assert.deepEqual(joined.found(), []);
    const script = locks().take(1, A, B).give(1, B, A).instant(1, 'set', READY).done(2, 'wait', READY);
    assert.deepEqual(script.take(2, B, A).give(2, A, B).found(), []);
    // The turns at a lock are no such order.
    assert.equal(
      locks().take(1, A, B).give(1, B, A).take(2, A).give(2, A).take(2, B, A).give(2, A, B).found().length,
      1,
    );
  });

  it('are none when a wait gives up by itself, and when an RLock is taken again', () => {
    const limited = locks().take(1, A, B).give(1, B, A).take(2, B).done(2, 'acquire', A, {}, { ms: 10 });
    assert.deepEqual(limited.give(2, A, B).found(), []);
    const again = locks(2, 'rlock');
    again.take(1, A).take(1, B).done(1, 'acquire', A, { depth: 2 }).instant(1, 'release', A, { depth: 1 });
    assert.deepEqual(again.give(1, B, A).take(2, A, B).give(2, B, A).found(), []);
  });

  it('are none of readers among themselves, but of readers and writers', () => {
    for (const [mode, count] of [
      ['read', 0],
      ['write', 1],
    ] as const) {
      // biome-ignore format: a table
      const script = new TraceScript(2).resource(A, 'rwlock', 'a').resource(B, 'rwlock', 'b');
      for (const [t, first, second] of [[1, A, B], [2, B, A]] as const) // biome-ignore format: a table
        script
          .done(t, 'acquire', first, { mode: 'read' })
          .done(t, 'acquire', second, { mode })
          .instant(t, 'release', second, { mode })
          .instant(t, 'release', first, { mode: 'read' });
      assert.equal(script.found().length, count, mode);
    }
  });

  it('are told of semaphores of one, unless somebody else releases them', () => {
    const permits = (script: TraceScript) =>
      script
        .resource(A, 'semaphore', 'a', { value: 1 })
        .resource(B, 'semaphore', 'b', { value: 1 })
        .take(1, A, B)
        .give(1, B, A)
        .take(2, B, A);
    assert.equal(permits(new TraceScript(2)).give(2, A, B).found().length, 1);
    assert.deepEqual(permits(new TraceScript(2)).give(1, A).give(2, B).found(), []);
  });
});

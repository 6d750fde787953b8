import assert from 'node:assert/strict';
import { fromHandle, toHandle } from '../../../src/runtime/shareable.ts';
import { clockMs } from '../../../src/runtime/sync/mutex.ts';
import { READ_WRITE_WORDS, ReadWrite, ReadWriteWait } from '../../../src/runtime/sync/read-write.ts';
import { overBackends, Steps } from './support/backend.ts';

overBackends('RWLock', (backend) => {
  const { RWLock } = backend.classes;

  it('is read by many or written by one', async () => {
    const lock = new RWLock();
    const steps = new Steps(backend);
    const reader = backend.start('holdSide', lock, backend.domain, steps.place, 'read');
    await steps.reached(1);
    assert.equal(lock.read.acquire(0), true);
    assert.equal(lock.write.acquire(5), false);
    lock.read.release();
    assert.equal(lock.write.acquire(0), false);
    const writing = lock.write.acquireAsync();
    steps.set(1, 1);
    assert.equal(await writing, true);
    assert.equal(lock.read.acquire(0), false);
    lock.write.release();
    await reader.done;
  });
  it('lets nobody sleep longer than a free lock is kept for a writer that does not come', () => {
    const { memory } = backend;
    const place = memory.allocateWords(READ_WRITE_WORDS);
    const state = new ReadWrite(memory, place);
    // A writer that waits, and the moment since which the lock is free.
    memory.store(place + 17, 1001);
    memory.store(place + 18, clockMs());
    for (const mode of ['read', 'write'] as const) {
      const wait = new ReadWriteWait(state, mode);
      assert.equal(wait.prepare(3), false);
      assert.ok(wait.patienceMs > 3 && wait.patienceMs < 20, `${wait.patienceMs}`);
    }
  });
  it('is released only by who holds it', () => {
    const lock = new RWLock();
    assert.throws(() => lock.read.release(), { name: 'NotOwnerError' });
    assert.throws(() => lock.write.release(), { name: 'NotOwnerError' });
  });
  it('shows no reader half a write', async () => {
    const lock = new RWLock();
    const steps = new Steps(backend);
    const peers = [1, 2, 3].map(() => backend.start('readAndWrite', lock, backend.domain, steps.place, 1000));
    assert.deepEqual(await Promise.all(peers.map((peer) => peer.done)), [true, true, true]);
    assert.equal(steps.get(0), 600);
  });
  it('lets a waiting writer go before new readers', async () => {
    const lock = new RWLock();
    const steps = new Steps(backend);
    lock.read.acquire();
    const writer = backend.start('holdSide', lock, backend.domain, steps.place, 'write');
    // A reader that comes while a writer waits is not let in; the one that reads may read again.
    const other = new Steps(backend);
    for (;;) {
      const reader = backend.start('acquireOnce', lock.read, backend.domain, other.place, 0);
      if ((await reader.done) === false) break;
    }
    assert.equal(lock.read.acquire(0), true);
    lock.read.release();
    lock.read.release();
    await steps.reached(1);
    steps.set(1, 1);
    await writer.done;
  });
  for (const side of ['read', 'write'] as const) {
    it(`is recovered from a holder that was killed while it could ${side}`, async () => {
      const lock = new RWLock();
      const steps = new Steps(backend);
      const holder = backend.start('holdSide', lock, backend.domain, steps.place, side);
      await steps.reached(1);
      await holder.kill();
      using held = lock.write.hold(2000);
      assert.equal(held.abandoned, true);
    });
  }
  it('tells every reader of a writer that was killed, until the next writer could mend what it left', async () => {
    const lock = new RWLock();
    const steps = new Steps(backend);
    const holder = backend.start('holdSide', lock, backend.domain, steps.place, 'write');
    await steps.reached(1);
    await holder.kill();
    const abandoned = (side: 'read' | 'write') => {
      using held = lock[side].hold(2000);
      return held.abandoned;
    };
    assert.deepEqual([abandoned('read'), abandoned('read'), abandoned('write')], [true, true, true]);
    assert.deepEqual([abandoned('read'), abandoned('write')], [false, false]);
  });
  it('keeps the identity of its sides', () => {
    const lock = new RWLock();
    assert.equal(fromHandle(lock.read[toHandle]()), lock.read);
    assert.equal(fromHandle(lock[toHandle]()), lock);
  });
});

import assert from 'node:assert/strict';
import { fromHandle, toHandle } from '../../../src/runtime/shareable.ts';
import { overBackends, Steps } from './support/backend.ts';

overBackends('Lock', (backend) => {
  const { Lock } = backend.classes;

  it('is held by one at a time', () => {
    const lock = new Lock();
    assert.equal(lock.locked(), false);
    assert.equal(lock.acquire(), true);
    assert.equal(lock.locked(), true);
    assert.equal(lock.acquire(0), false);
    assert.equal(lock.acquire(10), false);
    lock.release();
    assert.equal(lock.acquire(0), true);
    lock.release();
  });
  it('refuses a release too many', () => {
    const lock = new Lock({ name: 'door' });
    assert.throws(() => lock.release(), { name: 'OverReleaseError', code: 'ERR_HEDDLE_OVER_RELEASE', message: /door/ });
    lock.acquire();
    lock.release();
    assert.throws(() => lock.release(), { name: 'OverReleaseError' });
    assert.equal(lock.acquire(0), true);
  });
  it('checks its arguments', async () => {
    const lock = new Lock();
    assert.throws(() => lock.acquire(-1), { name: 'RangeError', code: 'ERR_HEDDLE_OUT_OF_RANGE' });
    assert.throws(() => lock.acquire(Number.NaN), RangeError);
    assert.throws(() => lock.acquire('1' as never), { name: 'TypeError', code: 'ERR_HEDDLE_INVALID_ARGUMENT' });
    await assert.rejects(lock.acquireAsync(-1), RangeError);
    await assert.rejects(lock.acquireAsync(undefined, { signal: 1 as never }), TypeError);
    assert.equal(lock.locked(), false);
    assert.throws(() => new Lock({ name: 7 as never }), TypeError);
    assert.throws(() => new Lock('name' as never), TypeError);
  });
  it('has a unique default name and keeps a given one', () => {
    assert.notEqual(new Lock().name, new Lock().name);
    assert.equal(new Lock({ name: 'door' }).name, 'door');
  });
  it('keeps its identity through its handle', () => {
    const lock = new Lock();
    assert.equal(fromHandle(JSON.parse(JSON.stringify(lock[toHandle]()))), lock);
    assert.ok(lock instanceof Lock);
  });
  it('is released once by a scope', async () => {
    const lock = new Lock();
    {
      using held = lock.hold();
      assert.equal(held.abandoned, false);
      assert.equal(lock.locked(), true);
      assert.throws(() => lock.hold(0), { code: 'ERR_HEDDLE_ACQUIRE_TIMEOUT' });
    }
    assert.equal(lock.locked(), false);
    const held = await lock.holdAsync();
    held[Symbol.dispose]();
    held[Symbol.dispose]();
    assert.equal(lock.locked(), false);
    await assert.rejects(
      lock.runExclusive(() => {
        assert.equal(lock.locked(), true);
        throw new Error('inside');
      }),
      /inside/,
    );
    assert.equal(lock.locked(), false);
  });
  it('gives up an asynchronous wait when told to', async () => {
    const lock = new Lock();
    lock.acquire();
    const controller = new AbortController();
    const waiting = lock.acquireAsync(undefined, { signal: controller.signal });
    controller.abort(new Error('enough'));
    await assert.rejects(waiting, /enough/);
    assert.equal(await lock.acquireAsync(20), false);
    lock.release();
    assert.equal(await lock.acquireAsync({ signal: AbortSignal.timeout(1000) }), true);
    lock.release();
    await assert.rejects(lock.acquireAsync({ signal: AbortSignal.abort(new Error('before')) }), /before/);
    assert.equal(lock.locked(), false);
  });
  it('hands over between the asynchronous flows of one thread', async () => {
    const lock = new Lock();
    let inside = 0;
    let most = 0;
    const flow = async () => {
      for (let i = 0; i < 20; i++) {
        await lock.acquireAsync();
        most = Math.max(most, ++inside);
        await null;
        inside--;
        lock.release();
      }
    };
    await Promise.all([flow(), flow(), flow(), flow()]);
    assert.equal(most, 1);
  });
  it('keeps others out until it is released, and then lets them in', async () => {
    const lock = new Lock();
    const steps = new Steps(backend);
    const holder = backend.start('holdUntilTold', lock, backend.domain, steps.place);
    await steps.reached(1);
    assert.equal(lock.acquire(0), false);
    assert.equal(lock.acquire(60), false);
    const waiting = lock.acquireAsync();
    steps.set(1, 1);
    assert.equal(await waiting, true);
    assert.equal(lock.abandoned, false);
    lock.release();
    await holder.done;
  });
  it('may be released by another', async () => {
    const lock = new Lock();
    lock.acquire();
    await backend.start('releaseOnly', lock).done;
    assert.equal(lock.acquire(0), true);
    lock.release();
  });
  for (const peers of [2, 4]) {
    it(`loses no update of ${peers} who count under it, and starves nobody`, async () => {
      const lock = new Lock();
      const steps = new Steps(backend);
      const times = 60_000;
      const counting = Array.from({ length: peers }, () =>
        backend.start('count', lock, backend.domain, steps.place, times),
      );
      await steps.reached(peers, 1);
      steps.set(1, 2);
      await Promise.all(counting.map((peer) => peer.done));
      assert.equal(steps.get(), peers * times);
    });
  }
  it('loses no update of those who count without blocking', async () => {
    const lock = new Lock();
    const steps = new Steps(backend);
    const counting = [
      backend.start('countAsync', lock, backend.domain, steps.place, 2000),
      backend.start('countAsync', lock, backend.domain, steps.place, 2000),
      backend.start('count', lock, backend.domain, steps.place, 20_000),
    ];
    await steps.reached(3, 1);
    steps.set(1, 2);
    await Promise.all(counting.map((peer) => peer.done));
    assert.equal(steps.get(), 24_000);
  });
  it('is recovered from a holder that was killed, and the next owner is told', async () => {
    const lock = new Lock();
    const steps = new Steps(backend);
    const holder = backend.start('holdUntilTold', lock, backend.domain, steps.place);
    await steps.reached(1);
    const waiting = lock.acquireAsync();
    await holder.kill();
    assert.equal(await waiting, true);
    assert.equal(lock.abandoned, true);
    lock.release();
    assert.equal(lock.abandoned, false);
    using held = lock.hold();
    assert.equal(held.abandoned, false);
  });
  it('is recovered by a waiter that blocks while nobody can reap the dead', async () => {
    const lock = new Lock();
    const steps = new Steps(backend);
    const holder = backend.start('holdUntilTold', lock, backend.domain, steps.place);
    await steps.reached(1);
    const gone = holder.kill();
    using held = lock.hold(5000);
    assert.equal(held.abandoned, true);
    await gone;
  });
  it('is recovered from a holder that ended in an uncaught error', async () => {
    const lock = new Lock();
    const steps = new Steps(backend);
    await assert.rejects(backend.start('takeAndThrow', lock, backend.domain, steps.place).done, /with the lock held/);
    assert.equal(lock.acquire(0), true);
    assert.equal(lock.abandoned, true);
    lock.release();
  });
  it('stays held after a holder that returned, until somebody releases it', async () => {
    const lock = new Lock();
    const steps = new Steps(backend);
    await backend.start('takeAndReturn', lock, backend.domain, steps.place).done;
    assert.equal(lock.acquire(120), false);
    lock.release();
    assert.equal(lock.acquire(0), true);
    assert.equal(lock.abandoned, false);
  });
  it('does not keep a waiter from being ended', async () => {
    const lock = new Lock();
    const steps = new Steps(backend);
    lock.acquire();
    const waiter = backend.start('acquireOnce', lock, backend.domain, steps.place);
    await steps.reached(1);
    await waiter.kill();
    lock.release();
    assert.equal(lock.acquire(0), true);
  });
});

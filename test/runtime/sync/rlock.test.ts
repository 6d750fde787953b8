import assert from 'node:assert/strict';
import { overBackends, Steps } from './support/backend.ts';

overBackends('RLock', (backend) => {
  const { RLock } = backend.classes;

  it('is taken again by its thread and freed by the last release', async () => {
    const lock = new RLock();
    lock.acquire();
    assert.equal(lock.acquire(0), true);
    assert.equal(await lock.acquireAsync(), true);
    lock.release();
    lock.release();
    assert.equal(lock.locked(), true);
    assert.equal(await backend.start('acquireOnce', lock, backend.domain, new Steps(backend).place, 0).done, false);
    lock.release();
    assert.equal(lock.locked(), false);
    assert.equal(await backend.start('acquireOnce', lock, backend.domain, new Steps(backend).place, 0).done, true);
  });
  it('is released only by its owner', async () => {
    const lock = new RLock();
    assert.throws(() => lock.release(), { name: 'NotOwnerError', code: 'ERR_HEDDLE_NOT_OWNER' });
    lock.acquire();
    assert.equal(await backend.start('codeOfRelease', lock).done, 'ERR_HEDDLE_NOT_OWNER');
    lock.release();
  });
  it('is freed when its owner returns', async () => {
    const lock = new RLock();
    await backend.start('takeTwice', lock, backend.domain, new Steps(backend).place).done;
    assert.equal(lock.acquire(1000), true);
    assert.equal(lock.abandoned, false);
    lock.release();
    assert.equal(lock.locked(), false);
  });
  it('is recovered from an owner that was killed, with nothing of its depth left', async () => {
    const lock = new RLock();
    const steps = new Steps(backend);
    const holder = backend.start('holdUntilTold', lock, backend.domain, steps.place);
    await steps.reached(1);
    await holder.kill();
    assert.equal(lock.acquire(1000), true);
    assert.equal(lock.abandoned, true);
    lock.release();
    assert.equal(lock.locked(), false);
  });
  it('loses no update of two who count under it', async () => {
    const lock = new RLock();
    const steps = new Steps(backend);
    const counting = [1, 2].map(() => backend.start('count', lock, backend.domain, steps.place, 20_000));
    await steps.reached(2, 1);
    steps.set(1, 2);
    await Promise.all(counting.map((peer) => peer.done));
    assert.equal(steps.get(), 40_000);
  });
});

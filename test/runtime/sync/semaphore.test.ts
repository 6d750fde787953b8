import assert from 'node:assert/strict';
import { overBackends, Steps } from './support/backend.ts';

overBackends('Semaphore', (backend) => {
  const { BoundedSemaphore, Semaphore } = backend.classes;

  it('gives as many permits as it has', () => {
    const keys = new Semaphore(2);
    assert.equal(keys.value, 2);
    assert.equal(keys.acquire(), true);
    assert.equal(keys.acquire(0), true);
    assert.equal(keys.acquire(0), false);
    assert.equal(keys.acquire(10), false);
    assert.equal(keys.value, 0);
    keys.release(2);
    assert.equal(keys.value, 2);
    keys.release();
    assert.equal(keys.value, 3);
  });
  it('has one permit by default, and takes options in its place', () => {
    assert.equal(new Semaphore().value, 1);
    const named = new Semaphore({ name: 'keys' });
    assert.equal(named.value, 1);
    assert.equal(named.name, 'keys');
  });
  it('checks its arguments', () => {
    assert.throws(() => new Semaphore(-1), { name: 'RangeError', code: 'ERR_HEDDLE_OUT_OF_RANGE' });
    assert.throws(() => new Semaphore(1.5), RangeError);
    assert.throws(() => new Semaphore(2 ** 31), RangeError);
    assert.throws(() => new Semaphore('1' as never), TypeError);
    assert.throws(() => new Semaphore(1).release(0), RangeError);
    assert.throws(() => new Semaphore(2 ** 31 - 1).release(), RangeError);
  });
  it('when bounded refuses a release too many, all or nothing', () => {
    const keys = new BoundedSemaphore(2);
    keys.acquire();
    assert.throws(() => keys.release(2), { name: 'OverReleaseError' });
    assert.equal(keys.value, 1);
    keys.release();
    assert.throws(() => keys.release(), { name: 'OverReleaseError' });
  });
  it('lets in at most as many as it has permits, and loses none', async () => {
    const keys = new Semaphore(2);
    const steps = new Steps(backend);
    const crowd = [1, 2, 3, 4].map(() => backend.start('crowd', keys, backend.domain, steps.place, 5000));
    await steps.reached(4, 1);
    steps.set(1, 2);
    await Promise.all(crowd.map((peer) => peer.done));
    assert.equal(keys.value, 2);
    assert.ok(steps.get(3) <= 2, `${steps.get(3)} were inside at once`);
  });
  it('wakes one waiter for each permit', async () => {
    const keys = new Semaphore(0);
    const waiting = [1, 2, 3].map(() => keys.acquireAsync(5000));
    keys.release(2);
    await Promise.race([Promise.all(waiting.slice(0, 2)), Promise.all(waiting.slice(1))]);
    assert.equal(keys.value, 0);
    keys.release();
    assert.deepEqual(await Promise.all(waiting), [true, true, true]);
  });
  it('loses no permit to a waiter that is ended', async () => {
    const keys = new Semaphore(0);
    const steps = new Steps(backend);
    const waiter = backend.start('acquireOnce', keys, backend.domain, steps.place);
    await steps.reached(1);
    await waiter.kill();
    keys.release();
    assert.equal(keys.acquire(1000), true);
    assert.equal(keys.value, 0);
  });
  it('is not held up by a waiter of its own that is blocked elsewhere', async () => {
    const keys = new Semaphore(1);
    keys.acquire();
    const waiting = keys.acquireAsync();
    await new Promise((resolve) => setTimeout(resolve, 20));
    keys.release();
    // Our own event loop has not turned: the permit must not wait for it.
    assert.equal(keys.acquire(1000), true);
    keys.release();
    assert.equal(await waiting, true);
    keys.release();
  });
  it('gives a permit soon to whoever sleeps when the one before is blocked elsewhere', async () => {
    const delays: number[] = [];
    while (delays.length < 3) {
      const keys = new Semaphore(0);
      const steps = new Steps(backend);
      const waiting = keys.acquireAsync();
      const other = backend.start('acquireAndTell', keys, backend.domain, steps.place);
      await steps.reached(1);
      // By now both sleep, and ours is not overtaken any more.
      await new Promise((resolve) => setTimeout(resolve, 150));
      keys.release();
      const released = performance.now();
      while (steps.get(1) === 0 && performance.now() - released < 200);
      delays.push(performance.now() - released);
      keys.release();
      assert.equal(await waiting, true);
      await other.done;
    }
    // A sleeper that nobody wakes looks again after 50 ms.
    assert.ok(Math.min(...delays) < 30, `it took ${delays.map(Math.round).join(', ')} ms`);
  });
});

import assert from 'node:assert/strict';
import * as multiprocessing from '../../../src/runtime/multiprocessing.ts';
import * as threading from '../../../src/runtime/threading.ts';
import { overBackends, Steps } from './support/backend.ts';

overBackends('Condition', (backend) => {
  const { Condition, Lock, RLock } = backend.classes;

  /** Starts waiters one after the other, so that their order is known. */
  async function startWaiters(condition: InstanceType<typeof Condition>, steps: Steps, n: number, timeoutMs?: number) {
    const waiters = [];
    for (let i = 1; i <= n; i++) {
      waiters.push(backend.start('waitForNotify', condition, backend.domain, steps.place, timeoutMs));
      await steps.reached(i);
      // Who counted holds the lock until it waits.
      using _held = await condition.holdAsync();
    }
    return waiters;
  }

  it('needs its lock for wait and notify', async () => {
    const condition = new Condition();
    assert.throws(() => condition.wait(0), { name: 'NotOwnerError', code: 'ERR_HEDDLE_NOT_OWNER' });
    assert.throws(() => condition.notify(), { name: 'NotOwnerError' });
    assert.throws(() => condition.notifyAll(), { name: 'NotOwnerError' });
    await assert.rejects(condition.waitAsync(), { name: 'NotOwnerError' });
    assert.throws(() => condition.waitFor(() => true), { name: 'NotOwnerError' });
  });
  it('names its lock after itself, and takes one of its own kind', () => {
    assert.match(`${new Condition({ name: 'ready' })}`, /"ready\.lock"/);
    const lock = new Lock();
    const condition = new Condition(lock, { name: 'ready' });
    condition.acquire();
    assert.equal(lock.locked(), true);
    condition.notify();
    condition.release();
    const other = backend.domain === 'threads' ? multiprocessing : threading;
    assert.throws(() => new Condition(new other.Lock() as never), TypeError);
    assert.throws(() => new Condition('lock' as never), TypeError);
  });
  it('times out with the lock held as often as before', () => {
    const lock = new RLock();
    const condition = new Condition(lock);
    condition.acquire();
    condition.acquire();
    assert.equal(condition.wait(10), false);
    assert.equal(condition.wait(0), false);
    condition.release();
    assert.equal(lock.locked(), true);
    condition.release();
    assert.equal(lock.locked(), false);
  });
  it('wakes as many as are notified, in the order they came', async () => {
    const condition = new Condition();
    const steps = new Steps(backend);
    const waiters = await startWaiters(condition, steps, 3);
    for (const waiter of waiters) {
      condition.acquire();
      condition.notify();
      condition.release();
      assert.equal(await waiter.done, true);
    }
  });
  it('wakes all at once', async () => {
    const condition = new Condition();
    const steps = new Steps(backend);
    const waiters = await startWaiters(condition, steps, 3);
    condition.acquire();
    condition.notifyAll();
    condition.release();
    assert.deepEqual(await Promise.all(waiters.map((waiter) => waiter.done)), [true, true, true]);
  });
  it('does not waste a notification on the dead, or on those who gave up', async () => {
    const condition = new Condition();
    const steps = new Steps(backend);
    const [dead, alive] = await startWaiters(condition, steps, 2);
    condition.acquire();
    assert.equal(condition.wait(5), false);
    condition.release();
    await dead?.kill();
    condition.acquire();
    condition.notify();
    condition.release();
    assert.equal(await alive?.done, true);
  });
  it('hands items from producers to consumers', async () => {
    const condition = new Condition();
    const steps = new Steps(backend);
    const peers = [
      backend.start('produce', condition, backend.domain, steps.place, 300),
      backend.start('produce', condition, backend.domain, steps.place, 300),
      backend.start('consume', condition, backend.domain, steps.place, 400),
      backend.start('consume', condition, backend.domain, steps.place, 200),
    ];
    await Promise.all(peers.map((peer) => peer.done));
    assert.equal(steps.get(0), 0);
    assert.equal(steps.get(1), 600);
  });
  it('waits without blocking, and holds the lock again when a signal ends the wait', async () => {
    const lock = new RLock();
    const condition = new Condition(lock);
    condition.acquire();
    const controller = new AbortController();
    const waiting = condition.waitAsync({ signal: controller.signal });
    assert.equal(lock.locked(), false);
    controller.abort(new Error('enough'));
    await assert.rejects(waiting, /enough/);
    assert.equal(lock.locked(), true);
    const again = condition.waitForAsync(() => !lock.locked() || true);
    assert.equal(await again, true);
    condition.release();
  });
  it('answers with what the predicate said last', () => {
    const condition = new Condition();
    condition.acquire();
    assert.equal(
      condition.waitFor(() => false, 10),
      false,
    );
    assert.throws(() => condition.waitFor(undefined as never), TypeError);
    condition.release();
  });
});

import assert from 'node:assert/strict';
import type { Lockable } from '../../../src/runtime/sync/lockable.ts';
import { overBackends, type Peer, Steps } from './support/backend.ts';

/** How long each kind is tormented. */
const TORMENT_MS = 1000;

overBackends('Death at a random moment', (backend) => {
  const { Condition, Lock, RLock, RWLock } = backend.classes;
  const kinds: readonly (readonly [string, () => Lockable])[] = [
    ['a Lock', () => new Lock()],
    ['an RLock', () => new RLock()],
    ['an RWLock, to write', () => new RWLock().write],
  ];
  for (const [kind, make] of kinds) {
    it(`of those who take and release ${kind} leaves it working, and what it guards whole`, async function () {
      this.timeout(60_000);
      const lock = make();
      const steps = new Steps(backend);
      const start = () => backend.start('churn', lock, backend.domain, steps.place);
      const victims: Peer[] = [start(), start()];
      const until = performance.now() + TORMENT_MS;
      let killed = 0;
      while (killed === 0 || performance.now() < until) {
        await steps.reached(steps.get(1) + 1, 1);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
        victims.push(start());
        await victims.shift()?.kill();
        killed++;
        using held = lock.hold(10_000);
        // Whoever died between its two writes is told to us, and only then may they differ.
        if (!held.abandoned) assert.equal(steps.get(0), steps.get(1));
        else steps.set(steps.get(0), 1);
      }
      await Promise.all(victims.map((victim) => victim.kill()));
      assert.equal(lock.acquire(5000), true);
    });
  }
  it('of those who wait for a condition, or are just being notified, keeps nobody else from going on', async function () {
    this.timeout(60_000);
    const condition = new Condition();
    const steps = new Steps(backend);
    const start = () => backend.start('consumeForEver', condition, backend.domain, steps.place);
    const victims: Peer[] = [start(), start()];
    const until = performance.now() + TORMENT_MS;
    let rounds = 0;
    while (rounds++ < 2 || performance.now() < until) {
      const before = steps.get(1);
      for (let i = 0; i < 20; i++) {
        using _held = await condition.holdAsync();
        steps.set(steps.get() + 1);
        condition.notify();
      }
      await steps.reached(before + 1, 1);
      victims.push(start());
      await victims.shift()?.kill();
    }
    await Promise.all(victims.map((victim) => victim.kill()));
    assert.equal(condition.acquire(5000), true);
  });
});

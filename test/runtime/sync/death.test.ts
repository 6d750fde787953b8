import assert from 'node:assert/strict';
import { overBackends, type Peer, Steps } from './support/backend.ts';

overBackends('Death at a random moment', (backend) => {
  it('of those who take and release a lock leaves it working, and what it guards whole', async function () {
    this.timeout(30_000);
    const lock = new backend.classes.Lock();
    const steps = new Steps(backend);
    const start = () => backend.start('churn', lock, backend.domain, steps.place);
    const victims: Peer[] = [start(), start()];
    const until = performance.now() + 2000;
    let killed = 0;
    while (performance.now() < until) {
      const before = steps.get(1);
      await steps.reached(before + 1, 1);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
      victims.push(start());
      await victims.shift()?.kill();
      killed++;
      using held = lock.hold(5000);
      // Whoever died between its two writes is told to us, and only then may they differ.
      if (!held.abandoned) assert.equal(steps.get(0), steps.get(1));
      else steps.set(steps.get(0), 1);
    }
    assert.ok(killed > 0);
    await Promise.all(victims.map((victim) => victim.kill()));
    assert.equal(lock.acquire(1000), true);
  });
});

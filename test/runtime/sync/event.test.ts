import assert from 'node:assert/strict';
import { overBackends, Steps } from './support/backend.ts';

overBackends('Event', (backend) => {
  const { Event } = backend.classes;

  it('is set and cleared', async () => {
    const event = new Event();
    assert.equal(event.isSet(), false);
    assert.equal(event.wait(0), false);
    assert.equal(event.wait(10), false);
    event.set();
    event.set();
    assert.equal(event.isSet(), true);
    assert.equal(event.wait(0), true);
    assert.equal(await event.waitAsync(0), true);
    event.clear();
    event.clear();
    assert.equal(event.isSet(), false);
    assert.equal(await event.waitAsync(10), false);
  });
  it('lets all go on who wait, even if it is cleared at once', async () => {
    const event = new Event();
    const steps = [new Steps(backend), new Steps(backend)];
    const peers = steps.map(({ place }) => backend.start('waitForEvent', event, backend.domain, place));
    await Promise.all(steps.map((step) => step.reached(1)));
    const mine = event.waitAsync();
    event.set();
    event.clear();
    assert.equal(await mine, true);
    // A peer that said so but was not yet waiting needs a set that stays.
    event.set();
    assert.deepEqual(await Promise.all(peers.map((peer) => peer.done)), [true, true]);
  });
  it('gives up when told to', async () => {
    const event = new Event();
    await assert.rejects(event.waitAsync({ signal: AbortSignal.timeout(5) }), { name: 'TimeoutError' });
    assert.throws(() => event.wait(-1), RangeError);
  });
});

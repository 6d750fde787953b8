import assert from 'node:assert/strict';
import type { Made } from '../../../src/runtime/creation.ts';
import { EventWait, SharedEvent } from '../../../src/runtime/sync/event.ts';
import { overBackends, Steps } from './support/backend.ts';
import { interrupted } from './support/interrupted.ts';

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
  it('wakes who was about to fall asleep, after a clear, while the set before was still being told of', async () => {
    const { memory } = backend;
    const made = { memory, place: memory.allocateWords(16) } as Made;
    const eventOf = (as: Made) => new (SharedEvent as unknown as new (made: Made) => SharedEvent)(as);
    const event = eventOf(made);
    let wait: EventWait | undefined;
    const between = () => {
      event.clear();
      wait = new EventWait(made);
      assert.equal(wait.prepare(), false);
    };
    // Before those are looked for who wait: the third word says that somebody does.
    eventOf({ ...made, memory: interrupted(memory, 'exchange', made.place + 2, between) }).set();
    assert.ok(wait);
    const asleep = memory.parkAsync(wait.word, wait.expected, 40);
    event.set();
    assert.equal(await asleep, true);
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

import assert from 'node:assert/strict';
import { overBackends, Steps } from './support/backend.ts';

const broken = { name: 'BrokenBarrierError', code: 'ERR_HEDDLE_BROKEN_BARRIER' };

/** An action for barriers, found by its place. */
export function leaveMark(): void {
  marks++;
}
/** An action that fails. */
export function fail(): void {
  throw new Error('in the action');
}
/** An action that takes its time. */
export async function dawdle(): Promise<void> {
  await new Promise<void>((resolve) => {
    dawdling = resolve;
  });
}
let marks = 0;
let dawdling: (() => void) | undefined;
const action = (name: string) => ({ url: import.meta.url, name });

overBackends('Barrier', (backend) => {
  const { Barrier } = backend.classes;

  it('lets nobody pass before all have come, round after round', async () => {
    const barrier = new Barrier(3);
    const steps = new Steps(backend);
    const peers = [1, 2, 3].map(() => backend.start('pass', barrier, backend.domain, steps.place, 200));
    assert.deepEqual(await Promise.all(peers.map((peer) => peer.done)), [true, true, true]);
    assert.equal(barrier.nWaiting, 0);
  });
  it('numbers the arrivals', async () => {
    const barrier = new Barrier(3);
    assert.equal(barrier.parties, 3);
    const waits = [barrier.waitAsync(), barrier.waitAsync()];
    assert.equal(barrier.nWaiting, 2);
    assert.equal(barrier.wait(), 2);
    assert.deepEqual(await Promise.all(waits), [0, 1]);
    assert.equal(new Barrier(1).wait(), 0);
  });
  it('checks its arguments', () => {
    assert.throws(() => new Barrier(0), { name: 'RangeError' });
    assert.throws(() => new Barrier('2' as never), TypeError);
    assert.throws(() => new Barrier(2).wait(-1), RangeError);
    assert.throws(() => new Barrier(2, { action: 1 as never }), TypeError);
  });
  it('is broken by a wait that runs out of time, until it is reset', async () => {
    const barrier = new Barrier(2);
    assert.throws(() => barrier.wait(10), broken);
    assert.equal(barrier.broken, true);
    assert.throws(() => barrier.wait(), broken);
    await assert.rejects(barrier.waitAsync(), broken);
    barrier.reset();
    assert.equal(barrier.broken, false);
    const first = barrier.waitAsync();
    barrier.wait();
    assert.equal(await first, 0);
    assert.throws(() => new Barrier(2, { timeoutMs: 5 }).wait(), broken);
  });
  it('breaks for those who wait when it is aborted or reset', async () => {
    for (const how of ['abort', 'reset'] as const) {
      const barrier = new Barrier(3);
      const steps = new Steps(backend);
      const peer = backend.start('waitAtBarrier', barrier, backend.domain, steps.place);
      const mine = assert.rejects(barrier.waitAsync(), broken);
      await steps.reached(1);
      while (barrier.nWaiting < 2) await new Promise(setImmediate);
      barrier[how]();
      await mine;
      await assert.rejects(peer.done, broken);
      assert.equal(barrier.broken, how === 'abort');
    }
  });
  it('runs its action once before all go on', async () => {
    const barrier = new Barrier(2, { action: action('leaveMark') });
    marks = 0;
    const first = barrier.waitAsync();
    assert.equal(marks, 0);
    assert.equal(barrier.wait(), 1);
    assert.equal(marks, 1);
    assert.equal(await first, 0);
    await Promise.all([barrier.waitAsync(), barrier.waitAsync()]);
    assert.equal(marks, 2);
  });
  it('is not broken by time that its action takes, for those who have come nor by those who come meanwhile', async () => {
    const barrier = new Barrier(2, { action: action('dawdle') });
    const first = barrier.waitAsync(30);
    const last = barrier.waitAsync(30);
    while (dawdling === undefined) await new Promise(setImmediate);
    const meanwhile = assert.rejects(barrier.waitAsync(40), broken);
    await new Promise((resolve) => setTimeout(resolve, 120));
    assert.equal(barrier.broken, false);
    dawdling();
    assert.deepEqual(await Promise.all([first, last]), [0, 1]);
    // It has come to the next round, and its time begins only then.
    while (barrier.nWaiting === 0 && !barrier.broken) await new Promise(setImmediate);
    assert.equal(barrier.broken, false);
    await meanwhile;
    assert.equal(barrier.broken, true);
  });
  it('is broken by an action that throws: its caller gets the error', async () => {
    const barrier = new Barrier(2, { action: action('fail') });
    const first = assert.rejects(barrier.waitAsync(), broken);
    assert.throws(() => barrier.wait(), /in the action/);
    await first;
    assert.equal(barrier.broken, true);
  });
  it('lets the others pass when one that has arrived is killed', async () => {
    const barrier = new Barrier(3);
    const steps = new Steps(backend);
    const dead = backend.start('waitAtBarrier', barrier, backend.domain, steps.place);
    await steps.reached(1);
    while (barrier.nWaiting < 1) await new Promise(setImmediate);
    await dead.kill();
    const mine = barrier.waitAsync(5000);
    assert.equal(barrier.wait(5000), 2);
    assert.equal(await mine, 1);
  });
});

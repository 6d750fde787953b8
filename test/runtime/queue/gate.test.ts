import assert from 'node:assert/strict';
import { Gate } from '../../../src/runtime/queue/gate.ts';
import { GateWait } from '../../../src/runtime/queue/waits.ts';
import { overBackends } from '../sync/support/backend.ts';

/** Waits for one of `there`. */
class Wait extends GateWait {
  readonly #there: { count: number };
  readonly #comesLate: boolean;
  constructor(gate: Gate, there: { count: number }, comesLate = false) {
    super(gate);
    this.#there = there;
    this.#comesLate = comesLate;
  }
  protected override try(): boolean {
    if (this.#there.count === 0 || this.gate.standBack(this.me) || this.#comesLate) return false;
    this.#there.count--;
    return true;
  }
  protected override more(): boolean {
    return this.#there.count > 0;
  }
}

overBackends('A gate', (backend) => {
  const { memory } = backend;
  const make = () => new Gate(memory, memory.allocateWords(4));
  const clock = async (ms: number) => {
    for (const end = performance.now() + ms; performance.now() < end; ) await new Promise(setImmediate);
  };

  it('keeps what comes for the hungry but for a moment, even if more comes all the time', async () => {
    const gate = make();
    assert.equal(gate.starve(1001), true);
    for (let i = 0; i < 30; i++) {
      gate.announce();
      // Somebody else who is woken each time.
      gate.starve(1002);
      await clock(1);
    }
    assert.equal(gate.standBack(0), false);
  });
  it('knows the hungry until it was fed', () => {
    const gate = make();
    assert.equal(gate.starve(1001), true);
    gate.announce();
    assert.equal(gate.standBack(1001), false);
    assert.equal(gate.standBack(0), true);
    assert.equal(gate.starve(1002), false);
    assert.equal(gate.starve(1001), true);
    gate.announce();
    gate.fed(1001);
    assert.equal(gate.standBack(0), false);
  });
  it('wakes the others when the hungry gives up what came for it', async () => {
    const gate = make();
    const there = { count: 0 };
    const hungry = new Wait(gate, there, true);
    assert.equal(hungry.prepare(0), false);
    assert.equal(hungry.prepare(2), false);
    there.count = 1;
    gate.announce();
    gate.wake();
    const other = new Wait(gate, there);
    assert.equal(other.prepare(0), false);
    const asleep = memory.parkAsync(other.word, other.expected, 40);
    assert.equal(hungry.leave(), false);
    assert.equal(await asleep, true);
    assert.equal(other.attempt(), true);
  });
  it('lets nobody sleep longer than what is there is kept for the hungry', () => {
    const gate = make();
    assert.equal(gate.starve(1001), true);
    const wait = new Wait(gate, { count: 1 });
    assert.equal(wait.prepare(3), false);
    assert.ok(wait.patienceMs > 3 && wait.patienceMs < 20, `${wait.patienceMs}`);
  });
});

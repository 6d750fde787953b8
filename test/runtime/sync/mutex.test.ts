import assert from 'node:assert/strict';
import type { SharedMemory } from '../../../src/runtime/machine/memory.ts';
import { MUTEX_WORDS, Mutex, MutexWait } from '../../../src/runtime/sync/mutex.ts';
import { overBackends } from './support/backend.ts';
import { interrupted } from './support/interrupted.ts';

const STARVER = 1;
const RESERVED_AT = 2;
/** In STARVER. */
const CALLED = 1 << 24;
/** The number of a thread that never was. */
const NOBODY = 0xfffff0;

overBackends('A Mutex', (backend) => {
  const { memory } = backend;
  /** The mutex as the thread with this number has it. */
  const of = (place: number, me: number, as: SharedMemory = memory) =>
    Object.assign(new Mutex(as, place), { me }) as Mutex;
  /** A wait that has asked for the next release. */
  const starving = (mutex: Mutex): MutexWait => {
    const wait = new MutexWait(mutex);
    assert.equal(wait.prepare(0), false);
    assert.equal(wait.prepare(2), false);
    assert.equal(wait.word, mutex.word + STARVER);
    return wait;
  };
  const sleep = ({ word, expected }: MutexWait) => memory.parkAsync(word, expected, 40);

  it('wakes who asks for it once more while it is being released', () => {
    const place = memory.allocateWords(MUTEX_WORDS);
    const wait = new MutexWait(of(place, 1002));
    const holder = of(
      place,
      1001,
      interrupted(memory, 'compareExchange', place, () => assert.equal(wait.prepare(2), false), 2),
    );
    memory.store(place, 1001);
    assert.equal(wait.prepare(0), false);
    // It was called before, and somebody else was faster.
    memory.store(place + STARVER, 1002 | CALLED);
    memory.compareExchange(place, 0, 1001);
    assert.equal(holder.unlock(), true);
    assert.equal(memory.park(wait.word, wait.expected, 40), true);
  });
  it('is not kept for one who gave up while it was being released', async () => {
    const place = memory.allocateWords(MUTEX_WORDS);
    memory.store(place, 1001);
    const wait = starving(of(place, 1002));
    const other = new MutexWait(of(place, 1003));
    assert.equal(other.prepare(0), false);
    const asleep = sleep(other);
    const gives = interrupted(memory, 'compareExchange', place, () => assert.equal(wait.leave(), false), 2);
    assert.equal(of(place, 1001, gives).unlock(), true);
    assert.equal(await asleep, true);
    assert.equal(memory.load(place), 0);
  });
  it('wakes who was to have it and is overtaken before it was called', async () => {
    const place = memory.allocateWords(MUTEX_WORDS);
    memory.store(place, 1001);
    const asleep = sleep(starving(of(place, 1002)));
    const late = () => {
      memory.store(place + RESERVED_AT, memory.load(place + RESERVED_AT) - 100);
      assert.equal(of(place, 1003).tryLock(), true);
    };
    assert.equal(of(place, 1001, interrupted(memory, 'load', place + STARVER, late, 2)).unlock(), true);
    assert.equal(await asleep, true);
  });
  it('wakes the other waits of a thread of which one gives up, or gets it', async () => {
    for (const ends of ['leave', 'take'] as const) {
      const place = memory.allocateWords(MUTEX_WORDS);
      memory.store(place, 1001);
      const mutex = of(place, 1002);
      const waits = [starving(mutex), starving(mutex)] as const;
      const asleep = sleep(waits[1]);
      if (ends === 'leave') assert.equal(waits[0].leave(), false);
      else {
        memory.store(place, 0);
        assert.equal(waits[0].attempt(), true);
      }
      assert.equal(await asleep, true, ends);
    }
  });
  it('is not kept for one who has died', () => {
    const place = memory.allocateWords(MUTEX_WORDS);
    memory.store(place, 1001);
    starving(of(place, NOBODY));
    assert.equal(of(place, 1001).unlock(), true);
    const wait = new MutexWait(of(place, 1003));
    assert.equal(wait.attempt(), false);
    assert.equal(wait.recover(), true);
    assert.equal(of(place, 1003).mine(), true);
  });
  it('is not kept for one who took it over from a dead holder', () => {
    const place = memory.allocateWords(MUTEX_WORDS);
    memory.store(place, NOBODY);
    const { mutex } = starving(of(place, memory.load(place) - 1));
    assert.equal(mutex.takeOver(), true);
    assert.equal(mutex.unlock(), true);
    assert.equal(memory.load(place), 0);
  });
});

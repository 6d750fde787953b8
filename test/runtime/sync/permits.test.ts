import assert from 'node:assert/strict';
import { PERMITS_WORDS, Permits, PermitsWait } from '../../../src/runtime/sync/permits.ts';
import { overBackends } from './support/backend.ts';

overBackends('Permits', (backend) => {
  const make = (value: number) => {
    const place = backend.memory.allocateWords(PERMITS_WORDS);
    Permits.init(backend.memory, place, value);
    return new Permits(backend.memory, place);
  };

  it('let nobody fall asleep who was about to when one was given back and taken again', () => {
    const permits = make(0);
    const wait = new PermitsWait(permits);
    assert.equal(wait.prepare(0), false);
    assert.equal(permits.give(1), 1);
    assert.equal(permits.take(), 0);
    // Nobody knows of this sleeper any more: parking must not succeed.
    assert.equal(backend.memory.park(wait.word, wait.expected, 40), true);
  });
  it('are asked for again by who was woken, and those who sleep on are remembered', () => {
    const permits = make(0);
    const waits = [new PermitsWait(permits), new PermitsWait(permits)] as const;
    for (const wait of waits) assert.equal(wait.prepare(0), false);
    permits.give(1);
    assert.equal(permits.awaited(), false);
    assert.equal(waits[0].attempt(), true);
    assert.equal(permits.awaited(), true);
  });
});

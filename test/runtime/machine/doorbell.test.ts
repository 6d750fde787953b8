import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { Doorbell } from '../../../src/runtime/machine/doorbell.ts';
import { BELL_SLOTS, BELL_WORDS, BELLS } from '../../../src/runtime/machine/layout.ts';
import { memoryOf } from '../../../src/runtime/machine/memories.ts';
import { ownerId } from '../../../src/runtime/machine/owners.ts';

const INODE = 3;

describe('A doorbell', () => {
  it('is rung also by who once found no pipe behind it', async function () {
    if (!existsSync('/proc/self/fd')) this.skip();
    const memory = memoryOf('processes');
    const word = memory.allocateWords(1);
    const [mine, other] = [new Doorbell(memory), new Doorbell(memory)];
    const before = mine.wait(word, 0, 20);
    const places = Array.from({ length: BELL_SLOTS }, (_, slot) => BELLS + slot * BELL_WORDS);
    const bells = places.filter((bell) => memory.load(bell) === ownerId(memory));
    // As if it was just being put up in the place of a dead thread's.
    const inodes = bells.map((bell) => memory.exchange(bell + INODE, 0));
    other.ring(word);
    for (const [i, bell] of bells.entries()) memory.store(bell + INODE, inodes[i] as number);
    assert.equal(await before, false);
    const asleep = mine.wait(word, 0, 40);
    memory.store(word, 1);
    other.ring(word);
    assert.equal(await asleep, true);
  });
});

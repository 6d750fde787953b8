import assert from 'node:assert/strict';
import type { SharedMemory } from '../../../src/runtime/machine/memory.ts';
import { Channel } from '../../../src/runtime/queue/channel.ts';
import { CHANNEL_WORDS, DONE } from '../../../src/runtime/queue/channel-layout.ts';
import { JoinWait } from '../../../src/runtime/queue/join-wait.ts';
import { OrderedStore } from '../../../src/runtime/queue/ordered.ts';
import { DONE as ORDERED_DONE, ORDERED_WORDS } from '../../../src/runtime/queue/ordered-layout.ts';
import { putWhole } from '../../../src/runtime/queue/transfer.ts';
import { overBackends } from '../sync/support/backend.ts';

overBackends('Who joins a queue', (backend) => {
  const kinds = [
    ['first in, first out', CHANNEL_WORDS, DONE, (as: SharedMemory, at: number) => new Channel(as, at, 1, 0)],
    ['ordered', ORDERED_WORDS, ORDERED_DONE, (as: SharedMemory, at: number) => new OrderedStore(as, at, 1, 0, true)],
  ] as const;
  for (const [kind, words, done, open] of kinds) {
    it(`does not fall asleep when the one before is just being told that all is done (${kind})`, async () => {
      const { memory } = backend;
      const place = memory.allocateWords(words);
      const store = open(memory, place);
      const former = new JoinWait(store);
      const late = new JoinWait(store);
      putWhole(store, 1);
      assert.equal(former.prepare(), false);
      // After the last task was counted, and before those are told who wait.
      const between = () => {
        if (memory.load(place + done) === 0 || store.unfinished() > 0) return;
        putWhole(store, 2);
        assert.equal(late.prepare(), false);
      };
      const watched = new Proxy(memory, {
        get(_, name) {
          const value = Reflect.get(memory, name, memory) as unknown;
          if (typeof value !== 'function') return value;
          return (...args: unknown[]) => {
            if (name !== 'load') between();
            return value.apply(memory, args) as unknown;
          };
        },
      });
      assert.equal(open(watched, place).finishOne(), true);
      assert.equal(store.unfinished(), 1);
      const asleep = memory.parkAsync(late.word, late.expected, 40);
      assert.equal(open(memory, place).finishOne(), true);
      assert.equal(await asleep, true);
    });
  }
});

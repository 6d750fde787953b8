import assert from 'node:assert/strict';
import { overBackends } from '../sync/support/backend.ts';

// The language does not promise that Atomics on a mapping are atomic between processes: here it is seen that they are.
overBackends('Atomic operations', (backend) => {
  for (const peers of [2, 4]) {
    it(`lose nothing of ${peers} that add, exchange and compare at once`, async () => {
      const place = backend.memory.allocateWords(16);
      const times = 50_000;
      const running = Array.from({ length: peers }, () => backend.start('hammer', backend.domain, place, times));
      await Promise.all(running.map((peer) => peer.done));
      assert.equal(backend.memory.load(place), peers * times);
      assert.equal(backend.memory.load(place + 1), peers * times);
      // Every number that was exchanged in came out once: what is left is the difference of what was put and got.
      assert.equal(backend.memory.load(place + 2), backend.memory.load(place + 3));
    });
  }
});

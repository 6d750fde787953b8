import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('./programs/blocked.ts', import.meta.url));

describe('A thread that is blocked', () => {
  for (const domain of ['threads', 'processes']) {
    for (const how of ['terminate', 'exit']) {
      it(`on a lock between ${domain} can be ended by ${how}`, async () => {
        const before = readdirSync('/dev/shm');
        const child = spawn(process.execPath, [program, domain, how], { stdio: ['ignore', 'pipe', 'inherit'] });
        let out = '';
        child.stdout.on('data', (chunk) => {
          out += chunk;
        });
        const began = performance.now();
        let toldAt = began;
        child.stdout.once('data', () => {
          toldAt = performance.now();
        });
        const [code] = await once(child, 'close');
        assert.equal(code, 7, out);
        // Two slices of sleep in the kernel, and much patience with a busy machine.
        assert.ok(performance.now() - toldAt < 2000, `it took ${performance.now() - toldAt} ms`);
        assert.deepEqual(readdirSync('/dev/shm'), before);
      });
    }
  }
});

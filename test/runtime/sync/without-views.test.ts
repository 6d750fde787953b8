import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The suites that say most; the others stand on the same few operations. */
const suites = ['lock', 'semaphore', 'condition', 'numbers'].map((name) =>
  fileURLToPath(new URL(`./${name}.test.ts`, import.meta.url)),
);
const mocha = fileURLToPath(new URL('../../../node_modules/mocha/bin/mocha.js', import.meta.url));

describe('Where JavaScript may not see the memory between processes', () => {
  // Without HEDDLE_ATOMICS the best way of the machine is taken; the last one is there on every Linux.
  for (const way of [undefined, 'guarded']) {
    it(`everything is as elsewhere, through ${way === undefined ? 'atomic functions' : 'a mutex of the system'}`, function () {
      this.timeout(60_000);
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [mocha, '--no-config', '--timeout', '20000', ...(way === undefined ? suites : suites.slice(-1))],
        {
          encoding: 'utf8',
          env: {
            ...process.env,
            HEDDLE_NO_VIEWS: '1',
            HEDDLE_TEST_DOMAIN: 'processes',
            ...(way === undefined ? undefined : { HEDDLE_ATOMICS: way }),
          },
        },
      );
      assert.equal(status, 0, stdout + stderr);
      assert.match(stdout, /[1-9]\d* passing/);
    });
  }
});

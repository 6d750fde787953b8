import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DIST } from '../../support/heddle.ts';
import { run } from './run.ts';

const runtime = pathToFileURL(join(DIST, 'runtime')).href;
const FAMILY = ['thread', 'process', 'thread thread', 'thread process', 'process thread', 'process process'];

describe('the compiled runtime', function () {
  this.timeout(60_000);
  const isTaken = async (env?: Record<string, string>) => {
    const { stdout, stderr } = await run('code.ts', [runtime], { env });
    assert.equal(stderr, '');
    return stdout.trim().split('\n').sort();
  };
  const expected = ['main false', ...FAMILY.map((who) => `main ${who} true`)].sort();

  it('is handed on to threads and children of every generation', async () => {
    assert.deepEqual(await isTaken(), expected);
  });

  it('is compiled anew where what was handed on is none', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'heddle-code-'));
    const file = join(folder, 'code');
    writeFileSync(file, Buffer.alloc(10_000, 7));
    const fd = openSync(file, 'r');
    try {
      // The main program does not inherit the descriptor; whatever has that number there is no code.
      for (const text of [String(fd), '1', '99999', '-1', 'x', ''])
        assert.deepEqual(await isTaken({ HEDDLE_CODE_FD: text }), expected, text);
    } finally {
      closeSync(fd);
      rmSync(folder, { recursive: true });
    }
  });
});

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('./programs/family.ts', import.meta.url));

async function run(env: Record<string, string> = {}): Promise<unknown> {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  await once(child, 'close');
  return JSON.parse(out);
}

describe('Primitives at module level', () => {
  it('are the same in a thread and in a child process', async () => {
    assert.deepEqual(await run(), {
      thread: { threadLock: true, processLock: true, keys: 2, name: 'Lock-1' },
      child: { threadLock: false, processLock: true, keys: 2, name: 'Lock-1' },
    });
  });
  it('that differ are refused with an error that names both', async () => {
    const { child } = (await run({ TEST_OTHER_KEYS_IN_CHILD: '4' })) as { child: { error: string; code: string } };
    assert.equal(child.code, 'ERR_HEDDLE_MODULE_LEVEL');
    assert.match(child.error, /Semaphore\(4\).*Semaphore\(3\)/);
  });
  it('are refused in a child whose parent has none', async () => {
    const { child } = (await run({ TEST_APART: '1' })) as { child: { error: string; code: string } };
    assert.equal(child.code, 'ERR_HEDDLE_MODULE_LEVEL');
  });
});

/**
 * The book, behaviour by behaviour: programs that use the public names alone, run as a user would run them, by the built
 * command line. Each prints a line per behaviour; each line becomes a check here.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('./programs/', import.meta.url));
const command = fileURLToPath(new URL('../../dist/cli/heddle.js', import.meta.url));
const programs = readdirSync(here).filter(
  (name) => name.endsWith('.ts') && !['harness.ts', 'places.ts'].includes(name),
);

function run(program: string, env: Record<string, string>): Promise<{ out: string; err: string; code: number | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, 'run', '--quiet', '--timeout', '100', here + program], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ out, err, code }));
  });
}

for (const [title, env] of [
  ['over a mapping seen by JavaScript', {}],
  ['over copying calls', { HEDDLE_NO_VIEWS: '1' }],
] as const) {
  describe(`Conformance, ${title}`, () => {
    for (const program of programs) {
      it(`${program} does what the book says`, async function () {
        this.timeout(120_000);
        const { out, err, code } = await run(program, env);
        const lines = out.split('\n');
        assert.deepEqual(
          lines.filter((line) => line.startsWith('not ok')),
          [],
        );
        assert.ok(
          lines.includes('all ok'),
          `ended early with code ${code}:\n${lines.slice(-5).join('\n')}\n${err.slice(-3000)}`,
        );
        assert.equal(code, 0);
      });
    }
  });
}

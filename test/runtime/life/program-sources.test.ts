import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { DIST } from '../../support/heddle.ts';

const PROGRAM = `import { main } from 'heddle';
import { Process } from 'heddle/multiprocessing';
import { Thread } from 'heddle/threading';
import { add, type Sum } from './add.ts';

export function work(who: string): void {
  const sum: Sum = { a: 1, b: 2 };
  const line = new Error().stack!.split('\\n')[1]!.match(/:(\\d+):\\d+/)![1];
  const strippers = process.moduleLoadList.filter((name: string) => /amaro/.test(name)).length;
  console.log(who, add(sum), 'line', line, 'strippers', strippers);
}
main(async () => {
  await new Thread(work, ['thread']).start().join();
  await new Process(work, ['process']).start().join();
});
`;
const HELPER = 'export interface Sum { a: number; b: number }\nexport const add = ({ a, b }: Sum): number => a + b;\n';
const SCRIPT = `/* What looks like a module's line is none:
import nothing
*/
const { main } = require('heddle');
const { Thread } = require('heddle/threading');
interface Said { text: string }
exports.work = function work(): void { const said: Said = { text: typeof require }; console.log(said.text); };
main(() => new Thread(exports.work).start().join());
`;

describe('A TypeScript program that Node runs by itself', function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'heddle-sources-'));
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(dirname(DIST), join(folder, 'node_modules', 'heddle'));
    for (const name of ['add.ts', 'add.mts']) writeFileSync(join(folder, name), HELPER);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = async (name: string, text: string, type?: string, options: string[] = []) => {
    writeFileSync(join(folder, name), text);
    if (type !== undefined) writeFileSync(join(folder, 'package.json'), JSON.stringify({ type }));
    const env = { ...process.env, NODE_OPTIONS: '' };
    return promisify(execFile)(process.execPath, [...options, name], { cwd: folder, env });
  };
  const EXPECTED = 'thread 3 line 8 strippers 0\nprocess 3 line 8 strippers 0\n';

  it('is stripped of its types once, for all threads and children', async () => {
    assert.deepEqual(await run('program.ts', PROGRAM, 'module'), { stdout: EXPECTED, stderr: '' });
  });
  it('is so where its name alone, or only its text, says that it is a module', async () => {
    assert.deepEqual(await run('program.mts', PROGRAM.replace('./add.ts', './add.mts'), 'commonjs'), {
      stdout: EXPECTED,
      stderr: '',
    });
    rmSync(join(folder, 'package.json'));
    const { stdout } = await run('program.ts', PROGRAM);
    assert.equal(stdout, EXPECTED);
  });
  it('is left to Node when it is CommonJS', async () => {
    assert.equal((await run('program.ts', SCRIPT)).stdout, 'function\n');
    assert.equal((await run('program.ts', SCRIPT, 'commonjs')).stdout, 'function\n');
  });
  it('is left to a loader that it brings', async () => {
    writeFileSync(join(folder, 'loader.mjs'), '');
    const { stdout } = await run('program.ts', PROGRAM, 'module', ['--import', './loader.mjs']);
    assert.equal(stdout, EXPECTED.replaceAll('strippers 0', 'strippers 1'));
  });
});

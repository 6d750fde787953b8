import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isWithinReach, replaySource, sitePath } from '../../src/extension/reach.ts';

const workspace = resolve('/project/shop');
const patterns = resolve('/extension/patterns');
const reach = (path: string, program?: string) => isWithinReach(path, program, [workspace], patterns);

describe('a file that a trace names', () => {
  it('is opened without a question in the workspace, among the patterns and beside the program that was run', () => {
    assert.ok(reach(join(workspace, 'src', 'cart.ts')));
    assert.ok(reach(join(patterns, 'mutex.ts')));
    assert.ok(reach(resolve('/tmp/lab/helper.ts'), resolve('/tmp/lab/main.ts')));
    assert.ok(reach(resolve('/tmp/lab/main.ts'), pathToFileURL(resolve('/tmp/lab/main.ts')).href));
  });

  it('is known by whatever links the user came, and links do not lead out of the workspace', () => {
    const folder = mkdtempSync(join(tmpdir(), 'heddle-reach-'));
    try {
      for (const name of ['real', 'outside']) mkdirSync(join(folder, name));
      writeFileSync(join(folder, 'real', 'a.ts'), '');
      writeFileSync(join(folder, 'outside', 'b.ts'), '');
      symlinkSync(join(folder, 'real'), join(folder, 'link'), 'junction');
      symlinkSync(join(folder, 'outside'), join(folder, 'real', 'out'), 'junction');
      const within = (path: string, program?: string) =>
        isWithinReach(join(folder, path), program && join(folder, program), [], join(folder, 'link'));
      assert.ok(within('real/a.ts'));
      assert.ok(within('outside/b.ts', 'real/out/b.ts'));
      assert.ok(!within('real/out/b.ts'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is asked about anywhere else, however its path is written', () => {
    for (const path of ['/etc/passwd', `${workspace}/../secret.txt`, `${workspace}-other/cart.ts`, workspace])
      assert.ok(!reach(path), path);
  });

  it('is asked about beside a saved trace, which may lie in a folder of downloads', () => {
    assert.ok(!reach(resolve('/home/somebody/Downloads/taxes.txt'), resolve('/home/somebody/Downloads/run.heddle')));
  });

  it('is asked about when the program lies in the home folder or at the root', () => {
    assert.ok(!reach(join(homedir(), '.ssh', 'id'), join(homedir(), 'main.ts')));
    assert.ok(!reach(resolve('/etc/passwd'), resolve('/main.ts')));
  });

  it('is nothing to open when it is neither a path nor a file', () => {
    for (const site of ['https://example.org/a.ts', 'node:internal', 'file://%', 'relative.ts'])
      assert.equal(sitePath(site), undefined, site);
  });
});

describe('the source that a replay opens', () => {
  const [main, helper, other] = ['main.ts', 'helper.ts', 'other.ts'].map((name) => join(workspace, name)) as [
    string,
    string,
    string,
  ];
  const sources = [main, pathToFileURL(main).href, pathToFileURL(helper).href];

  it('is the program itself, where none of its files is seen', () => {
    assert.equal(replaySource(sources, [], reach), main);
    assert.equal(replaySource(sources, [other], reach), main);
    assert.equal(replaySource(sources, [helper], reach), undefined);
    assert.equal(replaySource(sources, [main], reach), undefined);
  });

  it('is never one that would need a question', () => {
    const foreign = resolve('/downloads/main.ts');
    assert.equal(replaySource([foreign, 'node:internal', helper], [], reach), helper);
    assert.equal(
      replaySource([foreign], [], (path) => reach(path, resolve('/downloads/run.heddle'))),
      undefined,
    );
    assert.equal(replaySource([], [], reach), undefined);
  });
});

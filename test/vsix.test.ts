import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

describe('The packaged extension', function () {
  this.timeout(120_000);
  let folder: string;
  let files: string[];

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'heddle-vsix-'));
    execFileSync(process.execPath, ['scripts/package.mjs', '--unpacked', folder], { stdio: 'ignore' });
    files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(folder.length + 1)
          .replaceAll('\\', '/'),
      );
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('runs a pattern with processes from what is in it alone', () => {
    const register = pathToFileURL(join(folder, 'dist/runtime/register.js')).href;
    const program = join(folder, 'dist/patterns/mutex.ts');
    const output = execFileSync(process.execPath, ['--import', register, program], { cwd: folder, encoding: 'utf8' });
    assert.equal(output.trim().split('\n').length, 9, output);
  });

  it('holds one binary, that of its platform, and no source, map or test', () => {
    assert.equal(files.filter((file) => file.endsWith('.node')).length, 1);
    assert.deepEqual(
      files.filter((file) => /^(src|test|scripts|bench|docs)\/|\.map$|\.test\./.test(file)),
      [],
    );
  });

  it('has every file that its manifest names', () => {
    const manifest = readFileSync(join(folder, 'package.json'), 'utf8');
    const named = [...manifest.matchAll(/"(?:\.\/)?((?:dist|media|l10n)[^"*]*)"/g)].map(([, path]) => path!);
    assert.ok(named.length > 10);
    assert.deepEqual(
      named.filter((path) => !existsSync(join(folder, path))),
      [],
    );
    assert.ok(files.includes('node_modules/heddle-typescript-plugin/index.cjs'));
  });

  it('shows no picture in its README that it does not bring', () => {
    assert.doesNotMatch(readFileSync(join(folder, files.find((file) => /^readme\.md$/i.test(file))!), 'utf8'), /!\[/);
  });
});

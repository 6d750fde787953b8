import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadPatterns } from '../../src/session/patterns.ts';
import { insertedText } from '../../src/session/snippet.ts';
import { DIST } from '../support/heddle.ts';

type Snippets = Readonly<Record<string, { prefix: string; description: string; body: readonly string[] }>>;

const inserted = (body: readonly string[]) => insertedText(body.join('\n'));

/** Strict options: the usual ones, and those that only careful projects switch on. */
const STRICT = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noUnusedLocals: false,
  noEmit: true,
  module: 'nodenext',
  target: 'es2024',
  lib: ['es2024', 'esnext.disposable'],
  types: ['node'],
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  allowJs: true,
  skipLibCheck: false,
};

describe('The snippets', function () {
  this.timeout(120_000);
  const patterns = loadPatterns('src/patterns');
  const snippets = (language: string) =>
    JSON.parse(readFileSync(join(DIST, 'snippets', `${language}.json`), 'utf8')) as Snippets;
  let project: string;

  before(() => {
    project = mkdtempSync(join(tmpdir(), 'heddle-snippets-'));
    const home = join(project, 'node_modules/heddle');
    mkdirSync(home, { recursive: true });
    symlinkSync(resolve(DIST, 'types'), join(home, 'types'), 'junction');
    const entries = ['', 'threading', 'multiprocessing', 'queue', 'gil'].map((name) => [
      name === '' ? '.' : `./${name}`,
      { types: `./types/runtime/${name || 'index'}.d.ts` },
    ]);
    writeFileSync(join(home, 'package.json'), JSON.stringify({ name: 'heddle', exports: Object.fromEntries(entries) }));
    for (const name of ['@types', 'undici-types']) {
      if (existsSync(resolve('node_modules', name)))
        symlinkSync(resolve('node_modules', name), join(project, 'node_modules', name), 'junction');
    }
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  });
  after(() => rmSync(project, { recursive: true, force: true }));

  const complaints = (folder: string, options: object): string => {
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['*'] }));
    const command = [resolve('node_modules/typescript/bin/tsc'), '-p', folder];
    const { stdout, stderr, status } = spawnSync(process.execPath, command, { encoding: 'utf8' });
    return status === 0 ? '' : stdout + stderr;
  };
  const write = (language: string, ending: string): string => {
    const folder = join(project, language);
    mkdirSync(folder);
    for (const { prefix, body } of Object.values(snippets(language)))
      writeFileSync(join(folder, `${prefix}.${ending}`), inserted(body));
    return folder;
  };

  it('are there for every pattern in both languages', () => {
    const expected = patterns.map(({ id }) => `heddle-${id}`);
    for (const language of ['typescript', 'javascript'])
      assert.deepEqual(
        Object.values(snippets(language)).map(({ prefix }) => prefix),
        expected,
      );
  });

  it('give back the pattern when the stops are left alone', () => {
    for (const [index, { body }] of Object.values(snippets('typescript')).entries())
      assert.equal(inserted(body), patterns[index]!.body);
  });

  it('type-check strictly as TypeScript', () => assert.equal(complaints(write('typescript', 'ts'), STRICT), ''));

  it('are JavaScript without any type, which type-checks where it needs none', () => {
    const folder = write('javascript', 'js');
    assert.equal(
      complaints(folder, { ...STRICT, checkJs: true, strict: false, exactOptionalPropertyTypes: false }),
      '',
    );
  });
});

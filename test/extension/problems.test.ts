import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProblems } from '../../src/extension/problems.ts';

describe('the problems of a program that cannot be loaded', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'heddle-problems-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** What Node itself says of the program. */
  function problemsOf(source: string) {
    const file = join(folder, 'program.ts');
    writeFileSync(file, source);
    const { stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
    return findProblems(stderr, (path) => readFileSync(path, 'utf8')).map((problem) => {
      assert.equal(problem.file, file);
      const { line, column, length, message } = problem;
      return { line, text: source.split('\n')[line]!.slice(column, column + length), message };
    });
  }

  it('has the place of a syntax error', () => {
    assert.deepEqual(problemsOf('const a = 1;\nconst x: number = ;\n'), [
      { line: 1, text: ';', message: 'Expression expected' },
    ]);
  });

  it('has the place of syntax that cannot be stripped', () => {
    const [problem, ...others] = problemsOf('const a = 1;\nenum Colour { red }\n');
    assert.deepEqual(others, []);
    assert.equal(problem?.line, 1);
    assert.match(problem.message, /enum is not supported/);
  });

  it('has the place of an export that is missing', () => {
    const [problem, ...others] = problemsOf("\nimport { Lokc } from 'node:fs';\nLokc();\n");
    assert.deepEqual(others, []);
    assert.deepEqual([problem?.line, problem?.text], [1, 'Lokc']);
    assert.match(problem!.message, /does not provide an export named 'Lokc'/);
  });

  it('has the place of the import of a module or package that is missing', () => {
    const [module] = problemsOf("// './none.mjs'\nimport './none.mjs';\n");
    assert.equal(module?.text, './none.mjs');
    assert.match(module.message, /^Cannot find module '.*none\.mjs'$/);
    assert.deepEqual(problemsOf("import 'no-such-package/part';\n"), [
      { line: 0, text: 'no-such-package/part', message: "Cannot find package 'no-such-package'" },
    ]);
  });

  it('has nothing of an error that the running program throws', () => {
    assert.deepEqual(problemsOf("throw new Error('no');\n"), []);
  });
});

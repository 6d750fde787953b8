import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { findCycle, type Import, importsOf, sourcesUnder } from './support/imports.ts';

/** What the files of a folder may import besides each other: files by path or folder, packages by name. */
interface Rule {
  readonly folder: string;
  readonly allowed: readonly string[];
}

const RULES: readonly Rule[] = [
  // The leaf: it runs in Node, in the extension host and in the webview.
  { folder: 'src/trace', allowed: [] },
  { folder: 'src/runtime', allowed: ['src/trace/schema.ts', 'src/trace/codec.ts', 'node:', 'koffi'] },
  { folder: 'src/session', allowed: ['src/trace', 'node:', 'amaro'] },
  { folder: 'src/cli', allowed: ['src/session', 'src/trace', 'node:', 'commander'] },
  { folder: 'src/extension', allowed: ['src/session', 'src/trace', 'node:', 'vscode'] },
  { folder: 'src/patterns', allowed: ['heddle', 'node:'] },
  { folder: 'media', allowed: ['src/trace'] },
];
const FOLDERS = RULES.map((rule) => rule.folder);
const LONGEST = 480;

/** The sentence that says what is wrong with an import; undefined when nothing is. */
function objection(rule: Rule, { from, specifier, target, line }: Import): string | undefined {
  const within = (place: string, of: string) => place === of || place.startsWith(`${of}/`);
  const allowed = rule.allowed.some((entry) => {
    if (target !== undefined) return within(target, entry);
    return entry.endsWith(':') ? specifier.startsWith(entry) : within(specifier, entry);
  });
  if (allowed || (target !== undefined && within(target, rule.folder))) return undefined;
  return `${from}:${line} imports ${specifier}, which ${rule.folder} may not`;
}

describe('Imports', () => {
  for (const rule of RULES) {
    it(`of ${rule.folder} stay within ${['itself', ...rule.allowed].join(', ')}`, () => {
      const found = sourcesUnder(rule.folder).flatMap((file) => importsOf(file));
      assert.deepEqual(
        found.map((each) => objection(rule, each)).filter((words) => words !== undefined),
        [],
      );
    });
  }

  it('go one way: no file imports itself through others', () => {
    const all = FOLDERS.flatMap(sourcesUnder).flatMap((file) => importsOf(file));
    assert.equal(findCycle(all.filter(({ typesOnly }) => !typesOnly))?.join(' -> '), undefined);
  });

  it('name files with their ending, so that Node and every bundler find the same one', () => {
    const relative = [...FOLDERS, 'test', 'bench'].flatMap(sourcesUnder).flatMap((file) => importsOf(file));
    const wrong = relative.filter(({ target }) => target !== undefined && !/\.(ts|mjs|cjs|js|json)$/.test(target));
    assert.deepEqual(
      wrong.map(({ from, line, specifier }) => `${from}:${line} ${specifier}`),
      [],
    );
  });
});

describe('The rules on imports', () => {
  const leaf = RULES[0]!;
  const found = (text: string) => importsOf('src/trace/a.ts', text);

  it('see every kind of import, and none in a comment', () => {
    const text = `/**
 * import { no } from './comment.ts';
 */
import './effect.ts';
import { a } from './named.ts';
import type { B } from "./type.ts";
import {
  c,
} from './lines.ts';
import { type F, type G } from './some.ts';
export * from './again.ts';
export { d } from './renamed.ts';
const e = await import('./dynamic.ts');
const f = \`
import './program.ts';
\`;
`;
    assert.deepEqual(
      found(text).map(({ specifier, line, typesOnly }) => [specifier, line, typesOnly]),
      [
        ['./effect.ts', 4, false],
        ['./named.ts', 5, false],
        ['./type.ts', 6, true],
        ['./lines.ts', 7, false],
        ['./some.ts', 10, true],
        ['./again.ts', 11, false],
        ['./renamed.ts', 12, false],
        ['./dynamic.ts', 13, false],
      ],
    );
  });

  it('object to what is not allowed and to nothing else', () => {
    const text = "import 'node:fs';\nimport '../session/types.ts';\nimport './b.ts';\nimport 'vscode';\n";
    assert.deepEqual(
      found(text).map((each) => objection(leaf, each) !== undefined),
      [true, true, false, true],
    );
  });

  it('find a cycle through other files', () => {
    const edge = (from: string, target: string): Import => ({
      from,
      target,
      specifier: target,
      line: 1,
      typesOnly: false,
    });
    assert.deepEqual(findCycle([edge('a', 'b'), edge('b', 'c'), edge('c', 'b')]), ['b', 'c', 'b']);
    assert.equal(findCycle([edge('a', 'b'), edge('a', 'c'), edge('b', 'c')]), undefined);
  });
});

describe('Source files', () => {
  const files = [...FOLDERS, 'test', 'scripts'].flatMap(sourcesUnder);

  it(`have at most ${LONGEST} lines: one responsibility each`, () => {
    const lengths = files.map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n').length - 1 }));
    assert.deepEqual(
      lengths.filter(({ lines }) => lines > LONGEST),
      [],
    );
  });

  it('export by name, and keep the type checker on', () => {
    const habits = [/^export default\b/m, /@ts-(ignore|nocheck|expect-error)/, /\bas any\b/];
    const own = files.filter((file) => file !== 'test/imports.test.ts' && /\.m?ts$/.test(file));
    const wrong = own.flatMap((file) => {
      const code = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, (text) =>
        text.includes('@ts-') ? text : '',
      );
      return habits.filter((habit) => habit.test(code)).map((habit) => `${file}: ${habit.exec(code)?.[0]}`);
    });
    assert.deepEqual(wrong, []);
  });
});

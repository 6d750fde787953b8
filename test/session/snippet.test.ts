import { strict as assert } from 'node:assert';
import { loadPatterns, parsePattern } from '../../src/session/patterns.ts';
import { insertedText, snippetOf } from '../../src/session/snippet.ts';

const header = (more = ''): string =>
  `/**\n * @title One\n * @title.zh 一\n * @summary Two\n * more.\n * @summary.zh 二\n * 三。\n * @look L\n * @look.zh 看\n * @lesson semaphore 3\n${more} */\n`;

describe('Patterns', () => {
  it('carry their tags, which may go on over lines, and a body without them', () => {
    const pattern = parsePattern('/x/two-keys.ts', `${header(' * @tabstops a | f([[3]])\n')}main(() => {});\n`);
    assert.equal(pattern.id, 'two-keys');
    assert.deepEqual(pattern.title, { en: 'One', zh: '一' });
    assert.deepEqual(pattern.summary, { en: 'Two more.', zh: '二三。' });
    assert.deepEqual(pattern.tabstops, ['a', 'f([[3]])']);
    assert.equal(pattern.twin, undefined);
    assert.equal(pattern.body, 'main(() => {});\n');
  });

  it('name the file and the tag that is missing', () => {
    const source = `${header().replace(/ \* @look L\n/, '')}main();\n`;
    assert.throws(() => parsePattern('/x/y.ts', source), /y\.ts: the tag @look is missing/);
    assert.throws(() => parsePattern('/x/y.ts', header().replace('semaphore 3', 'knitting')), /no lesson "knitting"/);
    assert.throws(() => parsePattern('/x/y.ts', 'main();'), /begins with a doc comment/);
  });

  it('name twins that exist', () => {
    const all = loadPatterns('src/patterns');
    const ids = new Set(all.map(({ id }) => id));
    assert.deepEqual(
      all.filter(({ twin }) => twin !== undefined && !ids.has(twin)).map(({ id, twin }) => `${id}: ${twin}`),
      [],
    );
  });

  it('have tab stops that are found in their text', () => {
    for (const pattern of loadPatterns('src/patterns')) {
      const snippet = snippetOf(pattern);
      for (const number of pattern.tabstops.keys()) {
        assert.ok(snippet.includes(`\${${number + 1}:`), `${pattern.id}: ${pattern.tabstops[number]} is not there`);
      }
    }
  });
});

describe('Snippets', () => {
  const snippet = (body: string, ...tabstops: string[]): string => snippetOf({ id: 'x', body, tabstops });
  /** A tab stop, and a dollar, as they stand in a snippet. */
  const stop = (number: number, text: string): string => `$\{${number}:${text}}`.replace('\\', '');
  const end = '$0';

  it('link all occurrences of a name, as whole words only', () => {
    const linked = stop(1, 'lock');
    assert.equal(snippet('lock; locked; my.lock', 'lock'), `${linked}; locked; my.${linked}${end}`);
  });

  it('take the bracketed part of a piece wherever the piece occurs', () => {
    assert.equal(snippet('f(3); g(3); f(3)', 'f([[3]])'), `f(${stop(1, '3')}); g(3); f(${stop(1, '3')})${end}`);
  });

  it('keep dollars, braces and backslashes as they are in the program', () => {
    assert.equal(snippet('a$b}c\\d'), `a\\$b\\}c\\\\d${end}`);
  });

  it('give the program back when their stops are left as they are', () => {
    for (const body of ['a$b}c\\d \\$', `\`$\{mutex} {}\`; mutex.hold();`, 'f(3)'])
      assert.equal(insertedText(snippet(body, 'mutex', 'f([[3]])')), body);
  });
});

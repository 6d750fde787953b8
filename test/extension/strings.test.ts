import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { FINDING_STRINGS } from '../../src/trace/analysis/phrase.ts';
import { VIEW_STRINGS } from '../../src/trace/view-strings.ts';

type Table = Readonly<Record<string, string>>;

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const table = (path: string) => JSON.parse(read(path)) as Table;
const places = (text: string) => [...new Set(text.match(/\{\d\}|\$\{\w+\}|\]\(command:[\w.]+\)/g))].sort();

/** The texts that the extension's sources pass to l10n.t. */
function spoken(): string[] {
  const folder = new URL('../../src/extension/', import.meta.url);
  const texts: string[] = [];
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.ts'))) {
    const source = readFileSync(new URL(name, folder), 'utf8');
    for (const [, single, double, other] of source.matchAll(
      /\bt\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^\s)]))/g,
    )) {
      assert.equal(other, undefined, `${name}: l10n.t must be given a literal, or it cannot be translated`);
      texts.push((single ?? double ?? '').replace(/\\(.)/g, '$1'));
    }
  }
  return texts;
}

function assertTranslated(english: Table, chinese: Table): void {
  assert.deepEqual(
    Object.keys(english).filter((key) => !chinese[key]?.trim()),
    [],
    'missing in Chinese',
  );
  for (const [key, text] of Object.entries(english)) assert.deepEqual(places(chinese[key]!), places(text), key);
}

describe('the translations', () => {
  const english = table('l10n/bundle.l10n.json');
  const chinese = table('l10n/bundle.l10n.zh-cn.json');
  const page = Object.fromEntries(Object.entries(VIEW_STRINGS).map(([key, text]) => [`view:${key}`, text]));

  const findings = Object.fromEntries(
    Object.entries(FINDING_STRINGS).map(([key, text]) => [`finding:${key}`, text as string]),
  );

  it('have every sentence of the extension', () => {
    const texts = Object.fromEntries(spoken().map((text) => [text, text]));
    assert.ok(Object.keys(texts).length > 30, 'the sentences were not found');
    assert.deepEqual(Object.keys(english).sort(), Object.keys(texts).sort());
    assertTranslated(texts, chinese);
  });

  it('have every word of the page', () => assertTranslated(page, chinese));

  it('have every sentence of the findings', () => assertTranslated(findings, chinese));

  it('have nothing that is never said', () => {
    assert.deepEqual(
      Object.keys(chinese).filter((key) => !(key in english) && !(key in page) && !(key in findings)),
      [],
    );
  });

  it('have every title, setting and description of the manifest', () => {
    const titles = table('package.nls.json');
    const used = [...read('package.json').matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key!);
    assert.deepEqual([...new Set(used)].sort(), Object.keys(titles).sort());
    assertTranslated(titles, table('package.nls.zh-cn.json'));
    assert.deepEqual(Object.keys(table('package.nls.zh-cn.json')), Object.keys(titles));
  });
});

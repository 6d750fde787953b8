import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { lessonPages } from '../../scripts/docs.ts';

const DOCS = new URL('../../docs/', import.meta.url);
const PICTURES = new URL('pictures/lessons/', DOCS);
const MOST_BYTES = 3 * 1024 * 1024;

describe('The pages of the lessons', () => {
  for (const [name, text] of lessonPages()) {
    it(`${name} says what the pattern files say (npm run docs writes it)`, () => {
      assert.equal(readFileSync(new URL(`lessons/${name}`, DOCS), 'utf8'), text);
    });
  }

  it('show the timeline of every pattern, and no other picture lies about (npm run pictures takes them)', () => {
    const patterns = readdirSync(new URL('../../src/patterns/', import.meta.url));
    const shown = [...lessonPages().values()].flatMap((text) =>
      [...text.matchAll(/!\[.+\]\(\.\.\/pictures\/lessons\/(.+\.png)\)/g)].map(([, name]) => name!),
    );
    assert.deepEqual(shown.map((name) => name.replace('.png', '.ts')).sort(), patterns.sort());
    assert.deepEqual(readdirSync(PICTURES).sort(), shown.sort());
    const sizes = shown.map((name) => statSync(new URL(name, PICTURES)).size);
    assert.ok(sizes.reduce((sum, size) => sum + size) < MOST_BYTES, `${sizes} bytes`);
  });
});

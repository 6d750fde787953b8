import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { lessonPages } from '../../scripts/docs.ts';

describe('The pages of the lessons', () => {
  for (const [name, text] of lessonPages()) {
    it(`${name} says what the pattern files say (npm run docs writes it)`, () => {
      assert.equal(readFileSync(new URL(`../../docs/lessons/${name}`, import.meta.url), 'utf8'), text);
    });
  }
});

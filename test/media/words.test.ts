import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { contrast, flatten, mix, parseColour, readable } from '../../media/colour.ts';
import { COMMANDS, keyName } from '../../media/commands.ts';
import { runEndWords } from '../../media/describe.ts';
import { setStrings, t } from '../../media/strings.ts';
import { oneLine, shorten, TextCache } from '../../media/text.ts';
import { placeBeside } from '../../media/tooltip.ts';
import { VIEW_STRINGS } from '../../src/trace/view-strings.ts';

describe('the end of a run', () => {
  it('is said to be a bad one where it is', () => {
    const plain = { code: undefined, signal: undefined, error: undefined, rule: undefined };
    assert.equal(runEndWords({ ...plain, reason: 'returned', code: 0 }), 'Ended');
    assert.equal(runEndWords({ ...plain, reason: 'error', code: 1 }), 'Ended with exit code 1');
    assert.equal(runEndWords({ ...plain, reason: 'exit', code: 3 }), 'Ended with exit code 3');
    assert.equal(runEndWords({ ...plain, reason: 'signal', signal: 'SIGKILL' }), 'Killed by SIGKILL');
    assert.equal(runEndWords({ ...plain, reason: 'session' }), 'Stopped');
  });
});

describe('labels', () => {
  const measure = (text: string) => text.length * 6;

  it('fit or leave, and are never wider than their room', () => {
    const cache = new TextCache(measure);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 300 }), (text, room) => {
        assert.ok(measure(cache.fit(text, room)) <= Math.max(room, 0));
      }),
    );
    assert.equal(cache.fit('waits for mutex', 200), 'waits for mutex');
    assert.equal(cache.fit('waits for mutex', 60), 'waits for…');
    assert.equal(cache.fit('waits for mutex', 20), '');
  });
  it('take the longest wording that fits', () => {
    const cache = new TextCache(measure);
    assert.equal(cache.fitOne(['waits for mutex · 3 ms', 'waits for mutex', 'mutex'], 100), 'waits for mutex');
    assert.equal(cache.fitOne(['waits for mutex', 'mutex'], 32), 'mutex');
  });
  it('are cut between whole characters', () => {
    assert.equal(shorten('🧵🧵🧵🧵🧵🧵', 54, measure), '🧵🧵🧵🧵…');
  });
  it('stand on one line whatever the program calls things', () => {
    assert.equal(oneLine('a\nb\u202ec\u0000d'), 'a b c d');
    assert.equal(oneLine('x'.repeat(500)).length, 201);
  });
});

describe('colours', () => {
  it('are read as VS Code writes them', () => {
    assert.deepEqual(parseColour('#0078d4'), [0, 120, 212, 1]);
    assert.deepEqual(parseColour('rgba(90, 93, 94, 0.31)'), [90, 93, 94, 0.31]);
    assert.deepEqual(parseColour('#fff'), [255, 255, 255, 1]);
    assert.equal(parseColour('url(x)'), undefined);
  });
  it('reach the contrast that is asked for', () => {
    const channel = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(channel, channel, channel, (r, g, b) => {
        const paper = parseColour('#1f1f1f')!;
        assert.ok(contrast(readable([r, g, b, 1], paper, [255, 255, 255, 1], 4.5), paper) >= 4.5);
      }),
    );
    assert.equal(Math.round(contrast([0, 0, 0, 1], [255, 255, 255, 1])), 21);
    assert.deepEqual(flatten([0, 0, 0, 1], [255, 255, 255, 0.5]), mix([0, 0, 0, 1], [255, 255, 255, 1], 0.5));
  });
});

describe('the tooltip', () => {
  it('never leaves the page', () => {
    const page = { width: 320, height: 700 };
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 320 }),
        fc.integer({ min: 0, max: 700 }),
        fc.integer({ min: 10, max: 312 }),
        fc.integer({ min: 10, max: 200 }),
        (x, y, width, height) => {
          const { left, top } = placeBeside(x, y, { width, height }, page);
          assert.ok(left >= 0 && left + width <= page.width && top >= 0 && top + height <= page.height);
        },
      ),
    );
  });
});

describe('the page’s words', () => {
  const sources = ['media', 'media/render'].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(`${folder}/${name}`, 'utf8')),
  );

  it('are all used', () => {
    const text = sources.join('\n');
    const put = ['kind', 'outcome', 'exit', 'instant', 'finding'];
    const unused = Object.keys(VIEW_STRINGS).filter(
      (key) => !text.includes(`'${key}'`) && !put.includes(key.split('.')[0]!),
    );
    assert.deepEqual(unused, []);
  });
  it('are taken from the translation where it has them', () => {
    setStrings({ 'span.waiting': '等待 {0}' });
    assert.equal(t('span.waiting', 'mutex'), '等待 mutex');
    setStrings({});
    assert.equal(t('span.waiting', '{1} $&'), 'waits for {1} $&');
  });
});

describe('keys', () => {
  it('ask for one command each', () => {
    const keys = COMMANDS.flatMap((command) => command.keys);
    assert.deepEqual(
      keys.filter((key, i) => keys.indexOf(key) !== i),
      [],
    );
  });
  it('are told by their modifiers', () => {
    const key = (name: string, more = {}) =>
      keyName({ key: name, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });
    assert.equal(key('W'), 'w');
    assert.equal(key('?', { shiftKey: true }), '?');
    assert.equal(key('z', { metaKey: true, shiftKey: true }), 'Ctrl+Shift+Z');
    assert.equal(key('ArrowLeft', { shiftKey: true }), 'Shift+ArrowLeft');
  });
});

import assert from 'node:assert/strict';
import { entryLine, usesHeddle } from '../../src/extension/program-text.ts';

describe('the text of a program', () => {
  for (const text of [
    "import { main } from 'heddle';",
    'import { Lock } from "heddle/threading";',
    "import 'heddle/queue'",
    "import {\n  Lock,\n} from 'heddle/multiprocessing';",
    "const { main } = await import('heddle');",
  ])
    it(`uses Heddle: ${JSON.stringify(text)}`, () => assert.ok(usesHeddle(text)));

  for (const text of [
    "import { Worker } from 'node:worker_threads';",
    "import x from 'heddle-like';",
    '// heddle',
    "say('heddle')",
  ])
    it(`does not: ${JSON.stringify(text)}`, () => assert.ok(!usesHeddle(text)));

  it('is entered where it calls main', () => {
    assert.equal(entryLine("import { main } from 'heddle';\n\nmain(() => {\n});"), 2);
    assert.equal(entryLine("import { main } from 'heddle';\n\nawait main(run);"), 2);
  });

  it('is entered at its import of Heddle when it has no main', () => {
    assert.equal(entryLine("import fs from 'node:fs';\nimport { sleep } from 'heddle';\nsleep(1);"), 1);
  });

  it('is no program of Heddle without such an import', () => {
    assert.equal(entryLine('main();'), undefined);
  });
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { applyEdits } from '../../src/extension/fix/edits.ts';
import { type Fix, fixesFor } from '../../src/extension/fix/fixes.ts';
import { split } from '../../src/extension/fix/statements.ts';
import { tokenize } from '../../src/extension/fix/tokens.ts';
import type { FindingEdge, FindingKind } from '../../src/trace/analysis/finding.ts';
import { heddle } from '../support/heddle.ts';

const root = resolve('.');

/** The offset behind a mark, which is a comment that holds nothing but its number. */
function offsetOf(text: string, mark: string): number {
  const at = text.indexOf(`/*${mark}*/`);
  assert.ok(at >= 0, `the source has no mark ${mark}`);
  return at + mark.length + 4;
}

interface Asked {
  readonly kind: FindingKind;
  /** Role, resource and mark of each edge; the finding is told at the first. */
  readonly edges: readonly (readonly ['waits' | 'holds' | 'released', string, string])[];
  readonly actors?: number;
}

function fixes(text: string, { kind, edges, actors = 1 }: Asked): Fix[] {
  const resources = [...new Set(edges.map(([, id]) => id))].map((id) => ({ id, name: id, kind: 'lock' }));
  return fixesFor({
    text,
    finding: {
      finding: kind,
      actors: Array.from({ length: actors }, (_, i) => ({ id: `p1.t${i}`, name: `t${i}` })),
      resources,
      edges: edges.map(([role, id, mark]): FindingEdge => ({ actor: 'p1.t0', [role]: id, site: mark })),
    },
    offset: offsetOf(text, edges[0]![2]),
    offsetOf: (site) => offsetOf(text, site),
  });
}

function fixed(text: string, what: Fix['what'], asked: Asked): string {
  const found = fixes(text, asked).find((fix) => fix.what === what);
  assert.ok(found, `${what} is not offered`);
  return applyEdits(text, found.edits);
}

describe('the quick fixes', function () {
  this.timeout(120_000);
  let folder: string;
  let n = 0;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'fixes-'));
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(root, join(folder, 'node_modules', 'heddle'));
    symlinkSync(join(root, 'node_modules', '@types'), join(folder, 'node_modules', '@types'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Checks the types of a program and runs it; what it printed. */
  async function run(source: string): Promise<string> {
    const file = join(folder, `program${++n}.ts`);
    writeFileSync(file, source);
    const options = [
      '--noEmit',
      '--strict',
      '--target',
      'esnext',
      '--lib',
      'esnext',
      '--module',
      'nodenext',
      '--types',
      'node',
      '--noUnusedLocals',
      'false',
    ];
    const checked = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...options, file], {
      cwd: folder,
      encoding: 'utf8',
    });
    assert.equal(checked.status, 0, `${source}\n${checked.stdout}${checked.stderr}`);
    const { code, stdout, stderr } = await heddle(['check', '--timeout', '60', file]);
    assert.equal(code, 0, `${source}\n${stderr}`);
    return stdout;
  }

  describe('using', () => {
    const asked: Asked = { kind: 'unreleased', edges: [['holds', 'r1', '1']] };
    const within = (body: string, calls = 'work(1); work(2);') => `import { main } from 'heddle';
import { Lock } from 'heddle/threading';

const lock = new Lock({ name: 'lock' });
let total = 0;

export function work(n: number): void {
${body}
}

main(() => {
  ${calls}
  console.log(total, lock.locked());
});
`;

    it('takes the place of acquire and release at the end of a block', async () => {
      const source = within(`  lock./*1*/acquire();
  if (n === 1) total += 10;
  total += n;
  lock.release();`);
      const after = fixed(source, 'using', asked);
      assert.match(after, /\n {2}using _held = lock\.hold\(\);\n {2}if .*\n {2}total \+= n;\n}/);
      assert.equal(await run(after), '13 false\n');
    });

    it('lets go on a path that leaves early', async () => {
      const source = within(`  lock./*1*/acquire();
  if (n === 1) return;
  total += n;
  lock.release();`);
      assert.equal(await run(fixed(source, 'using', asked)), '2 false\n');
    });

    it('keeps what follows the release out of the lock: the held part becomes a block', async () => {
      const source = within(`  const step = n * 2;
  lock./*1*/acquire();
  const before = total;
  total = before + step;

  const text = \`two
lines\`;
  total += text.length - 9;
  lock.release();
  console.log('free', lock.locked());`);
      const after = fixed(source, 'using', asked);
      assert.match(after, /\n {2}\{\n {4}using _held = lock\.hold\(\);\n {4}const before = total;/);
      assert.match(after, /`two\nlines`;\n {4}total/);
      assert.match(after, /\n {2}\}\n {2}console\.log/);
      assert.equal(await run(after), 'free false\nfree false\n6 false\n');
    });

    it('is not offered when the block would hide a name that is used behind it', () => {
      const source = within(`  lock./*1*/acquire();
  const before = total;
  lock.release();
  console.log(before);`);
      assert.deepEqual(fixes(source, asked), []);
    });

    it('replaces try and finally', async () => {
      const source = within(`  lock./*1*/acquire();
  try {
    total += n;
    if (n === 1) return;
    total += 100;
  } finally {
    lock.release();
  }
  console.log('after', lock.locked());`);
      const after = fixed(source, 'using', asked);
      assert.doesNotMatch(after, /try|finally|release/);
      assert.equal(await run(after), 'after false\n103 false\n');
    });

    it('replaces try and finally of an asynchronous acquire, at the release too', async () => {
      const source = `import { main } from 'heddle';
import { Semaphore } from 'heddle/threading';
class Desk {
  readonly #keys = new Semaphore(1, { name: 'keys' });
  async serve(n: number): Promise<number> {
    await this.#keys.acquireAsync();
    try {
      return n + this.#keys.value;
    } finally { this.#keys./*1*/release(); }
  }
  get free(): number { return this.#keys.value; }
}
main(async () => {
  const desk = new Desk();
  console.log(await desk.serve(1), desk.free);
});
`;
      const at = offsetOf(source, '1');
      assert.ok(at > 0);
      const onAcquire = source.replace('/*1*/', '').replace('await this.#keys.', 'await this.#keys./*1*/');
      const after = fixed(onAcquire, 'using', { kind: 'lost-permit', edges: [['holds', 'r1', '1']] });
      assert.match(after, /using _held = await this\.#keys\.holdAsync\(\);/);
      assert.equal(await run(after), '1 1\n');
    });

    it('is offered at the release of a pair as well, and takes a name that is free', async () => {
      const source = within(`  const _held = 5;
  lock.acquire();
  total += n + _held;
  lock./*1*/release();`);
      const after = fixed(source, 'using', asked);
      assert.match(after, /using _held2 = lock\.hold\(\);/);
      assert.equal(await run(after), '13 false\n');
    });

    it('stands in for a release that nobody ever makes', async () => {
      const source = within(`  lock./*1*/acquire();
  total += n;`);
      assert.equal(await run(fixed(source, 'using', asked)), '3 false\n');
      const elsewhere = `${source}\nexport function leave(): void { lock.release(); }\n`;
      assert.deepEqual(fixes(elsewhere, asked), []);
    });

    it('is not offered where the pair is not plain', () => {
      const bodies = [
        '  if (!lock./*1*/acquire(100)) return;\n  total += n;\n  lock.release();', // a limit
        '  lock./*1*/acquire();\n  if (n > 1) { lock.release(); return; }\n  total += n;\n  lock.release();', // two ends
        '  lock./*1*/acquire();\n  try { total += n; } catch { total = 0; } finally { lock.release(); }', // a catch between
        '  switch (n) {\n    case 1:\n      lock./*1*/acquire();\n      total++;\n      lock.release();\n  }', // no using in a case
        '  if (n > 0) lock./*1*/acquire();\n  total += n;\n  if (n > 0) lock.release();',
        '  const got = lock./*1*/acquire();\n  if (got) total += n;\n  lock.release();',
      ];
      for (const body of bodies) assert.deepEqual(fixes(within(body), asked), [], body);
    });

    it('is not fooled by text that looks like code', () => {
      const source = within(`  // lock.release();
  const text = 'lock.release();' + \`\${'lock.release();'}\` + /lock.release\\(\\)/.source;
  lock./*1*/acquire();
  total += text.length > 0 ? n : 0;
  /* lock.release(); */
  lock.release();`);
      const after = fixed(source, 'using', asked);
      assert.match(after, /\/\* lock\.release\(\); \*\/\n}/);
    });
  });

  describe('one order', () => {
    const program = (second: string) => `import { main } from 'heddle';
import { Lock, Thread } from 'heddle/threading';

const fork = new Lock({ name: 'fork' });
const knife = new Lock({ name: 'knife' });

export function left(): void {
  using _fork = fork./*1*/hold();
  using _knife = knife./*2*/hold();
  console.log('left eats');
}

export function right(): void {
${second}
}

main(() => {
  new Thread(left, []).start();
  new Thread(right, []).start();
});
`;
    const asked: Asked = {
      kind: 'lock-order',
      actors: 2,
      edges: [
        ['waits', 'r1', '4'],
        ['holds', 'r2', '3'],
        ['holds', 'r1', '1'],
        ['waits', 'r2', '2'],
      ],
    };

    it('swaps two that stand beside each other, where they are the wrong way round', async () => {
      const source = program(`  using _knife = knife./*3*/hold(); // first
  using _fork = fork./*4*/hold(); // second
  console.log('right eats');`);
      const after = fixed(source, 'order', asked);
      assert.match(after, /right\(\): void \{\n {2}using _fork = .*\n {2}using _knife = /);
      assert.match(after, /left\(\): void \{\n {2}using _fork = .*\n {2}using _knife = /);
      assert.deepEqual((await run(after)).trim().split('\n').sort(), ['left eats', 'right eats']);
      assert.deepEqual(fixes(source, { ...asked, edges: [['waits', 'r2', '2'], ...asked.edges] }), []);
    });

    it('swaps acquires as well', async () => {
      const source = program(`  knife./*3*/acquire();
  fork./*4*/acquire();
  console.log('right eats');
  fork.release();
  knife.release();`);
      const after = fixed(source, 'order', asked);
      assert.match(after, /fork\.\/\*4\*\/acquire\(\);\n {2}knife\.\/\*3\*\/acquire\(\);/);
      assert.deepEqual((await run(after)).trim().split('\n').sort(), ['left eats', 'right eats']);
    });

    it('is not offered when something happens between the two, or when one place takes several locks', () => {
      const between = program(`  using _knife = knife./*3*/hold();
  console.log('right has the knife');
  using _fork = fork./*4*/hold();`);
      assert.deepEqual(fixes(between, asked), []);
      const source = program(`  using _knife = knife./*3*/hold();
  using _fork = fork./*4*/hold();`);
      assert.deepEqual(fixes(source, { ...asked, edges: [...asked.edges, ['holds', 'r1', '3']] }), []);
    });
  });

  describe('RLock', () => {
    const asked: Asked = {
      kind: 'deadlock',
      edges: [
        ['waits', 'r1', '1'],
        ['holds', 'r1', '2'],
      ],
    };
    const program = (imports: string, making: string, more = '') => `import { main } from 'heddle';
${imports}

${making}
export function outer(): void {
  using _held = lock./*2*/hold();
  inner();
}
function inner(): void {
  using _held = lock./*1*/hold();
  console.log('inside');
}
${more}
main(() => outer());
`;

    it('takes the place of a Lock, and of its import', async () => {
      const source = program(`import { Lock } from 'heddle/threading';`, 'const lock = new Lock();');
      const after = fixed(source, 'reentrant', asked);
      assert.match(after, /import \{ RLock \} from/);
      assert.match(after, /const lock = new RLock\(\);/);
      assert.equal(await run(after), 'inside\n');
    });

    it('keeps the import of Lock for what else needs it, and an annotation in step', async () => {
      const source = program(
        `import { Lock, type Held } from 'heddle/threading';`.replace(', type Held', ''),
        'const lock: Lock = new Lock();\nconst other = new Lock();',
        'export const free = () => other.locked();',
      );
      const after = fixed(source, 'reentrant', asked);
      assert.match(after, /import \{ Lock, RLock \} from/);
      assert.match(after, /const lock: RLock = new RLock\(\);\nconst other = new Lock\(\);/);
      assert.equal(await run(after), 'inside\n');
    });

    it('uses an import that is there, and a namespace', async () => {
      const there = program(
        `import { Lock, RLock } from 'heddle/threading';`,
        'const lock = new Lock();',
        'export const more = new RLock();',
      );
      const after = fixed(there, 'reentrant', asked);
      assert.match(after, /import \{ RLock \} from/);
      assert.equal(await run(after), 'inside\n');
      const named = program(`import * as threading from 'heddle/threading';`, 'const lock = new threading.Lock();');
      assert.equal(await run(fixed(named, 'reentrant', asked)), 'inside\n');
    });

    it('is not offered for a lock that comes from elsewhere', () => {
      const parameter = program(
        `import { Lock } from 'heddle/threading';`,
        'const lock = new Lock();',
        'export function more(lock: Lock): void { lock.locked(); }',
      );
      assert.deepEqual(fixes(parameter, asked), []);
      const imported = program(`import { lock } from './locks.ts';`, '');
      assert.deepEqual(fixes(imported, asked), []);
    });
  });

  it('read sources of every shape without losing their place', () => {
    const samples: [string, number][] = [
      ['a()\nb()\n;c()', 4],
      [`const a = \`x\${\`y\${1}\`}z\`; b()`, 2],
      ['if (a) b(); else { c(); }\nd()', 2],
      ['for await (const x of y) { z(); } q()', 2],
      ['do { a() } while (b);\nc()', 2],
      ['try { a() } catch { b() } finally { c() }\nd()', 2],
      ['export async function f(a: { b: number }): Promise<{ c: number }> { return x; }\ng()', 2],
      ['class A extends B<{ c: 1 }> { d() {} }\ne()', 2],
      ['const f = () => {\n  a();\n}\ng()', 2],
      ['a = b / c; d = /[/]}/g.test(e)', 2],
      ['x\n  .a()\n  .b()\ny()', 2],
    ];
    for (const [text, count] of samples) {
      const tokens = tokenize(text);
      assert.ok(tokens, text);
      assert.equal(split(tokens, 0, tokens.list.length).length, count, text);
    }
    for (const broken of ['a(', "'x", '`a', 'a)', '(]']) assert.equal(tokenize(broken), undefined, broken);
  });
});

import { strict as assert } from 'node:assert';
import { readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { card, placeInWords, summary, titleOf, writingTo } from '../../src/cli/words.ts';
import { FINDING_KINDS, type Finding } from '../../src/trace/analysis/finding.ts';
import { phrase } from '../../src/trace/analysis/phrase.ts';
import { heddle, Programs } from '../support/heddle.ts';

const TWICE = `
  import { main } from 'heddle';
  import { Lock, Thread } from 'heddle/threading';
  const lock = new Lock({ name: 'the lock' });
  export function work() { lock.acquire(); console.log('once'); lock.acquire(); }
  main(() => { new Thread(work, [], { name: 'worker' }).start(); });`;
const KEPT = `
  import { main } from 'heddle';
  import { Lock, Thread } from 'heddle/threading';
  const lock = new Lock({ name: 'the lock' });
  export function work() { lock.acquire(); }
  main(async () => {
    await new Thread(work, [], { name: 'worker' }).start().join();
    console.log('went on');
    process.exitCode = 6;
  });`;
const SOUND = `
  import { main } from 'heddle';
  import { Lock } from 'heddle/threading';
  main(() => { using held = new Lock().hold(); console.log('sound'); });`;

describe('heddle check', function () {
  this.timeout(60_000);
  let programs: Programs;
  beforeEach(() => {
    programs = new Programs();
  });
  afterEach(() => {
    const left = programs.running();
    programs[Symbol.dispose]();
    assert.deepEqual(left, []);
  });
  const check = (...args: string[]) => heddle(['check', ...args], { cwd: programs.folder });

  it('tells a card with the places below the folder, the way out, and the sum', async () => {
    programs.add('twice.mjs', TWICE);
    const { code, stdout, stderr } = await check('--timeout', '30', 'twice.mjs');
    assert.equal(code, 1);
    assert.equal(stdout, 'once\n');
    assert.match(
      stderr,
      new RegExp(
        [
          '^error: Deadlock',
          '  worker waits for lock the lock, which it holds itself\\.',
          '',
          '  worker waits for the lock  twice\\.mjs:5:\\d+',
          '  worker took the lock       twice\\.mjs:5:\\d+',
          '',
          '  Way out: Take the lock once only .*',
          '',
          '1 finding: 1 error\n$',
        ].join('\n'),
      ),
    );
  });

  it('tells a warning without stopping or failing the program, unless asked to', async () => {
    programs.add('kept.mjs', KEPT);
    const lenient = await check('kept.mjs');
    assert.deepEqual([lenient.code, lenient.stdout], [6, 'went on\n']);
    assert.match(lenient.stderr, /^warning: Lock never released\n(.*\n)*\n1 finding: 1 warning\n$/);
    const strict = await check('--fail-on', 'warning', 'kept.mjs');
    assert.equal(strict.code, 1);
    assert.match(strict.stderr, /warning: Lock never released/);
  });

  it('says when there is nothing to say', async () => {
    programs.add('sound.mjs', SOUND);
    for (const options of [[], ['--fail-on', 'warning']]) {
      const { code, stdout, stderr } = await check(...options, 'sound.mjs');
      assert.deepEqual([code, stdout, stderr], [0, 'sound\n', 'No findings.\n']);
    }
    const quiet = await check('--quiet', 'sound.mjs');
    assert.deepEqual([quiet.code, quiet.stderr], [0, '']);
  });

  it('fails without a word with --quiet', async () => {
    programs.add('twice.mjs', TWICE);
    const { code, stdout, stderr } = await check('--quiet', 'twice.mjs');
    assert.deepEqual([code, stdout, stderr], [1, 'once\n', '']);
  });

  it('puts findings and nothing else on standard output with --json', async () => {
    programs.add('kept.mjs', KEPT);
    for (const [options, expected] of [
      [[], 6],
      [['--fail-on', 'warning'], 1],
      [['--quiet'], 6],
    ] as const) {
      const { code, stdout, stderr } = await check('--json', ...options, 'kept.mjs');
      assert.equal(code, expected);
      assert.doesNotMatch(stderr, /finding|warning/);
      const [finding, ...more] = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      assert.deepEqual(more, []);
      assert.deepEqual([finding.finding, finding.severity], ['unreleased', 'warning']);
      assert.equal('phrases' in finding, false);
      assert.match(finding.edges[0].site, /kept\.mjs:5:\d+$/);
    }
    programs.add('sound.mjs', SOUND);
    assert.equal((await check('--json', 'sound.mjs')).stdout, '');
  });

  describe('of a trace', () => {
    it('finds what the run found, and is strict alike', async () => {
      programs.add('twice.mjs', TWICE);
      programs.add('kept.mjs', KEPT);
      programs.add('sound.mjs', SOUND);
      const find = async (program: string, ...options: string[]) => {
        const live = await check('--json', '--trace', 'kept.heddle', program);
        const later = await check('--json', ...options, 'kept.heddle');
        assert.equal(later.stdout, live.stdout);
        return later.code;
      };
      assert.equal(await find('twice.mjs'), 1);
      assert.equal(await find('kept.mjs'), 0);
      assert.equal(await find('kept.mjs', '--fail-on', 'warning'), 1);
      assert.equal(await find('sound.mjs', '--fail-on', 'warning'), 0);
      const people = await check('kept.heddle');
      assert.deepEqual([people.code, people.stdout, people.stderr], [0, '', 'No findings.\n']);
    });

    it('says that a file was cut off or is none, and takes no options of a run', async () => {
      programs.add('twice.mjs', TWICE);
      await check('--trace', 't.heddle', 'twice.mjs');
      const file = join(programs.folder, 't.heddle');
      truncateSync(file, readFileSync(file).length - 3);
      assert.match((await check('t.heddle')).stderr, /t\.heddle was cut off/);
      programs.add('text.heddle', 'this is some text and no trace at all');
      for (const args of [['text.heddle'], ['t.heddle', 'x'], ['--timeout', '3', 't.heddle']]) {
        const { code, stderr } = await check(...args);
        assert.equal(code, 2, stderr);
        assert.match(stderr, /^heddle: (text|t)\.heddle is /);
      }
    });
  });

  describe('as SARIF', () => {
    it('has a rule with help for every kind, and an empty log when there is nothing', async () => {
      programs.add('sound.mjs', SOUND);
      const { code } = await check('--sarif', 'out.sarif', 'sound.mjs');
      assert.equal(code, 0);
      const { version, runs } = JSON.parse(readFileSync(join(programs.folder, 'out.sarif'), 'utf8'));
      assert.equal(version, '2.1.0');
      assert.deepEqual(runs[0].results, []);
      const { rules } = runs[0].tool.driver;
      assert.deepEqual(
        rules.map(({ id }: { id: string }) => id),
        [...FINDING_KINDS],
      );
      for (const { name, shortDescription, fullDescription, help, defaultConfiguration } of rules) {
        assert.match(name, /^[A-Z][A-Za-z]+$/);
        for (const text of [shortDescription.text, fullDescription.text, help.text, help.markdown])
          assert.match(text, /^[A-Z](.|\n)*\.$/);
        assert.match(defaultConfiguration.level, /^(error|warning)$/);
      }
    });

    it('tells the places relative to the folder, and who was where in which order', async () => {
      programs.add('twice.mjs', TWICE);
      for (const [args, file] of [
        [['--trace', 't.heddle', 'twice.mjs'], 'live.sarif'],
        [['t.heddle'], 'later.sarif'],
      ] as const) {
        assert.equal((await check('--sarif', file, ...args)).code, 1);
        const [result, ...more] = JSON.parse(readFileSync(join(programs.folder, file), 'utf8')).runs[0].results;
        assert.deepEqual(more, []);
        assert.deepEqual([result.ruleId, result.level], ['deadlock', 'error']);
        assert.match(result.message.text, /^Deadlock: worker waits .*\n\nWay out: /);
        const places = [...result.locations, ...result.relatedLocations].map(
          ({ physicalLocation: { artifactLocation, region } }) => [
            artifactLocation.uri,
            artifactLocation.uriBaseId,
            region.startLine,
          ],
        );
        assert.deepEqual(places, [
          ['twice.mjs', '%SRCROOT%', 5],
          ['twice.mjs', '%SRCROOT%', 5],
        ]);
        const [flow] = result.codeFlows[0].threadFlows;
        assert.equal(flow.message.text, 'worker');
        assert.deepEqual(
          flow.locations.map((each: { executionOrder: number; location: { message: { text: string } } }) => [
            each.executionOrder,
            each.location.message.text,
          ]),
          [
            [1, 'worker took the lock'],
            [2, 'worker waits for the lock'],
          ],
        );
      }
    });
  });

  it('leaves warnings to itself: heddle run is silent about them in a pipe, and tells a hang', async () => {
    const kept = await heddle(['run', programs.add('kept.mjs', KEPT)]);
    assert.deepEqual([kept.code, kept.stderr], [6, '']);
    const hung = await heddle(['run', '--timeout', '3', programs.add('twice.mjs', TWICE)]);
    assert.equal(hung.code, 124);
    assert.equal(hung.stderr.match(/^error: Deadlock$/gm)?.length, 1);
  });
});

describe('a card', () => {
  const finding: Finding = {
    finding: 'race',
    severity: 'error',
    scope: 'some',
    message: 'a and b both read x and write it back, so that one of the two is lost.',
    remedy: 'Hold a lock.',
    phrases: { message: phrase('name', ''), remedy: phrase('name', '') },
    actors: [
      { id: 'p1', name: '\u001b[31ma\u0007\n' },
      { id: 'p2', name: 'b' },
    ],
    resources: [{ id: 'r1', name: 'x', kind: 'value' }],
    edges: [
      { actor: 'p1', reads: 'r1', site: '/project/src/a.ts:1:2' },
      { actor: 'p2', writes: 'r1', site: 'file:///project/src/a%20b.ts:3:4' },
      { actor: 'p2', writes: 'r1', site: 'file:///project/src/a%20b.ts:3:4' },
    ],
    sites: [],
    events: [],
  };

  it('breaks its sentences, tells each place once, and lets no name steer the terminal', () => {
    assert.equal(
      card(finding, { colour: false, columns: 40, folder: '/project' }),
      `error: Race
  a and b both read x and write it back,
  so that one of the two is lost.

  a  reads x  src/a.ts:1:2
  b writes x  src/a b.ts:3:4

  Way out: Hold a lock.`,
    );
  });

  it('is coloured on a terminal that has colours, and by request', () => {
    const terminal = (isTTY: boolean) =>
      ({ isTTY, columns: 200, hasColors: () => true }) as unknown as NodeJS.WriteStream;
    const colour = (isTTY: boolean, env: NodeJS.ProcessEnv) => writingTo(terminal(isTTY), env).colour;
    assert.equal(colour(true, {}), true);
    assert.equal(colour(false, {}), false);
    assert.equal(colour(true, { NO_COLOR: '1' }), false);
    assert.equal(colour(false, { FORCE_COLOR: '1' }), true);
    assert.equal(colour(false, { FORCE_COLOR: '0' }), false);
    assert.equal(writingTo(terminal(true), {}).columns, 100);
    assert.equal(writingTo(terminal(false), {}).columns, undefined);
    const text = card(finding, { colour: true, folder: '/' });
    assert.ok(text.startsWith('\u001b[1m\u001b[31merror:'), JSON.stringify(text));
  });

  it('counts', () => {
    const [error, warning] = [{ severity: 'error' }, { severity: 'warning' }] as const;
    assert.equal(summary([]), 'No findings.');
    assert.equal(summary([error]), '1 finding: 1 error');
    assert.equal(summary([error, warning]), '2 findings: 1 error, 1 warning');
    assert.equal(summary([warning, warning, error, error]), '4 findings: 2 errors, 2 warnings');
  });

  it('tells a place that is elsewhere in full, and what is no path as it is', () => {
    assert.equal(placeInWords('/other/a.ts:1:2', '/project'), '/other/a.ts:1:2');
    assert.equal(placeInWords('/projects/a.ts:1:2', '/project'), '/projects/a.ts:1:2');
    assert.equal(placeInWords('/project/..a/b.ts:1:2', '/project'), '..a/b.ts:1:2');
    assert.equal(placeInWords('node:fs:1:2', '/project'), 'node:fs:1:2');
    assert.equal(placeInWords('file://%zz:1:2', '/project'), 'file://%zz:1:2');
  });
});

describe('the page on findings', () => {
  it('has a section for every kind, under the name that people see', () => {
    const page = readFileSync('docs/findings.md', 'utf8');
    for (const kind of FINDING_KINDS) assert.ok(page.includes(`\n### ${titleOf(kind)} · \`${kind}\`\n`), kind);
  });
});

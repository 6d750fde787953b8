import { strict as assert } from 'node:assert';
import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadPatterns } from '../../src/session/patterns.ts';
import { begin, heddle, Programs, sessionFolders } from '../support/heddle.ts';
import { gone } from '../support/processes.ts';

const HANG = "console.log('here'); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)";
const LOCKED = `
  import { main, sleep } from 'heddle';
  import { Lock, Thread } from 'heddle/threading';
  const lock = new Lock({ name: 'the lock' });
  export function work() { using held = lock.hold(); sleep(20); }
  main(async () => {
    const threads = [1, 2].map((n) => new Thread(work, [], { name: 'worker ' + n }).start());
    for (const thread of threads) await thread.join();
  });`;
const TWICE = `
  import { main } from 'heddle';
  import { Lock, Thread } from 'heddle/threading';
  const lock = new Lock({ name: 'the lock' });
  export function work() { lock.acquire(); console.log('once'); lock.acquire(); }
  main(() => { new Thread(work, [], { name: 'worker' }).start(); });`;
const LOSES = `import { main } from 'heddle';
  import { Barrier, Thread, Value } from 'heddle/threading';
  const n = new Value('int32', 5, { name: 'n' });
  const both = new Barrier(2);
  export function work() { const read = n.value; both.wait(); n.value = read + 1; }
  main(() => { for (const name of ['left', 'right']) new Thread(work, [], { name }).start(); });`;

describe('The command line', () => {
  let programs: Programs;
  beforeEach(() => {
    programs = new Programs();
  });
  afterEach(() => {
    const left = programs.running();
    programs[Symbol.dispose]();
    assert.deepEqual(left, []);
  });

  describe('is used wrongly (2)', () => {
    for (const args of [
      [],
      ['bogus'],
      ['run'],
      ['run', 'missing.ts'],
      ['run', '--timeout', 'soon', 'x.mjs'],
      ['run', '--timeout', '-1', 'x.mjs'],
      ['run', '--bogus', 'x.mjs'],
      ['run', '--times', '0', 'x.mjs'],
      ['demo', 'no-such-pattern'],
      ['export', 'missing.heddle', '--format', 'csv'],
      ['export', 'x.heddle', '--format', 'xml'],
    ]) {
      it(`by heddle ${args.join(' ')}`, async () => {
        const { code, stderr, stdout } = await heddle(args, { cwd: programs.folder });
        assert.equal(code, 2, stderr);
        assert.equal(stdout, '');
        assert.ok(stderr.length > 0);
        const named = args[1]?.startsWith('missing') || args[1] === 'no-such-pattern' ? args[1] : '';
        assert.ok(stderr.includes(named), stderr);
      });
    }

    it('by a folder, or a trace file that cannot be written', async () => {
      assert.equal((await heddle(['run', programs.folder])).code, 2);
      const program = programs.add('ok.mjs', "console.log('ran')");
      const { code, stdout, stderr } = await heddle(['run', '--trace', '/nowhere/x.heddle', program]);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, /\/nowhere\/x\.heddle/);
    });
  });

  it('helps and tells its version', async () => {
    const help = await heddle(['--help']);
    assert.equal(help.code, 0);
    for (const command of ['list', 'demo', 'run', 'check', 'export'])
      assert.match(help.stdout, new RegExp(`  ${command} `));
    assert.match((await heddle(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/);
  });

  it('lists every pattern, also as JSON lines', async () => {
    const ids = loadPatterns('src/patterns').map(({ id }) => id);
    const people = await heddle(['list']);
    for (const id of ids) assert.ok(people.stdout.includes(`  ${id} `), id);
    const lines = (await heddle(['list', '--json'])).stdout.trim().split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).id),
      ids,
    );
  });

  it("gives the program what follows its file, and takes the program's code", async () => {
    const program = programs.add(
      'args.mjs',
      'console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 7;',
    );
    const { code, stdout, stderr } = await heddle(['run', program, '--trace', 'x', '--help', '--', '-q'], {
      cwd: programs.folder,
    });
    assert.deepEqual([code, stdout, stderr], [7, '["--trace","x","--help","--","-q"]\n', '']);
    assert.ok(!existsSync(join(programs.folder, 'x')));
  });

  it('runs in the folder and with the environment of its caller', async () => {
    const program = programs.add('where.mjs', 'console.log(process.cwd(), process.env.COLOUR)');
    const { stdout } = await heddle(['run', program], { cwd: '/', env: { COLOUR: 'green' } });
    assert.equal(stdout, '/ green\n');
  });

  it('tells a timeout by 124', async () => {
    const { code, stderr } = await heddle(['run', '--timeout', '0.4', programs.add('hang.mjs', HANG)]);
    assert.equal(code, 124);
    assert.match(stderr, /^heddle: hang\.mjs was stopped because its time of 400 ms was over\.\n$/);
  });

  it('tells a top-level await that never comes back as Node does, by 13', async () => {
    using programs = new Programs();
    const program = programs.add('never.mjs', "console.log('here'); await new Promise(() => {})");
    const withHeddle = programs.add('uses.mjs', "import 'heddle/threading'; await new Promise(() => {})");
    for (const file of [program, withHeddle]) assert.equal((await heddle(['run', file])).code, 13);
  });

  it('tells a program that a signal killed by 128 and its number', async () => {
    const program = programs.add('kill.mjs', "process.kill(process.pid, 'SIGKILL')");
    const { code, stderr } = await heddle(['run', program]);
    assert.equal(code, 137);
    assert.match(stderr, /killed by SIGKILL/);
  });

  it('leaves both streams to the program with --quiet', async () => {
    const program = programs.add('kill.mjs', "console.error('mine'); process.kill(process.pid, 'SIGKILL')");
    const { code, stdout, stderr } = await heddle(['run', '--quiet', program]);
    assert.deepEqual([code, stdout, stderr], [137, '', 'mine\n']);
  });

  for (const [signal, expected] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    it(`ends the program when ${signal} comes`, async () => {
      const going = begin(['run', programs.add('hang.mjs', HANG)]);
      await going.saw('here');
      process.kill(going.pid, signal);
      assert.equal((await going.ended).code, expected);
    });
  }

  it('ends the program and its children within seconds when it is itself killed', async () => {
    const child = programs.add('child.mjs', "console.log('here'); setInterval(() => {}, 1000)");
    const program = programs.add(
      'parent.mjs',
      `import { spawn } from 'node:child_process';
       const child = spawn(process.execPath, [${JSON.stringify(child)}], { detached: true, stdio: 'inherit' });
       console.log('pids', process.pid, child.pid, '.');
       setInterval(() => {}, 1000);`,
    );
    const going = begin(['run', program]);
    await going.saw('here');
    process.kill(going.pid, 'SIGKILL');
    const { stdout } = await going.ended;
    const pids = /pids (\d+) (\d+)/.exec(stdout)!.slice(1).map(Number);
    assert.ok(await gone(pids, 5000));
    assert.deepEqual(sessionFolders(`${going.pid}-`), []);
  });

  it('says on which Node a program cannot run', async () => {
    const { code, stderr } = await heddle(['run', '--node', '/bin/true', programs.add('ok.mjs', '')]);
    assert.equal(code, 2);
    assert.match(stderr, /\/bin\/true is not a Node/);
  });

  describe('writes a trace', () => {
    it('that exports to every format', async () => {
      const trace = join(programs.folder, 't.heddle');
      assert.equal((await heddle(['run', '--trace', trace, programs.add('locked.mjs', LOCKED)])).code, 0);
      const json = await heddle(['export', trace, '--format', 'json']);
      const lines = json.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      assert.equal(
        lines.filter(({ op, phase, outcome }) => op === 'acquire' && phase === 'end' && outcome === 'ok').length,
        2,
      );
      assert.ok(lines.some(({ op, data }) => op === 'resource' && data.name === 'the lock'));
      const chrome = JSON.parse((await heddle(['export', trace, '--format', 'chrome'])).stdout);
      assert.ok(Array.isArray(chrome.traceEvents ?? chrome));
      const csv = (await heddle(['export', trace, '--format', 'csv'])).stdout.trim().split('\n');
      assert.equal(csv.length, lines.length + 1);
      assert.equal((await heddle(['export', trace, '--format', 'json', '-o', '-'])).stdout, json.stdout);
    });

    it('that opens up to where it was cut off', async () => {
      const trace = join(programs.folder, 't.heddle');
      await heddle(['run', '--trace', trace, programs.add('locked.mjs', LOCKED)]);
      truncateSync(trace, readFileSync(trace).length - 3);
      const { code, stdout, stderr } = await heddle(['export', trace, '--format', 'json']);
      assert.equal(code, 0);
      assert.match(stderr, /cut/);
      assert.ok(stdout.split('\n').length > 5);
    });

    it('and says when the other format cannot be written', async () => {
      const trace = join(programs.folder, 't.heddle');
      await heddle(['run', '--trace', trace, programs.add('locked.mjs', LOCKED)]);
      const { code, stderr } = await heddle(['export', trace, '--format', 'csv', '-o', '/nowhere/x.csv']);
      assert.equal(code, 2);
      assert.match(stderr, /^heddle: .*\/nowhere\/x\.csv.*\n$/);
    });

    it('and says when a file is none', async () => {
      const file = join(programs.folder, 'text.heddle');
      writeFileSync(file, 'this is some text and no trace at all');
      const { code, stderr } = await heddle(['export', file, '--format', 'csv']);
      assert.equal(code, 2);
      assert.match(stderr, /text\.heddle is not a/);
    });
  });

  it('puts the events on standard output and the program on standard error with --json', async () => {
    const program = programs.add('ok.mjs', "import 'heddle'; console.log('hello')");
    const { code, stdout, stderr } = await heddle(['run', '--json', program]);
    assert.equal(code, 0);
    assert.equal(stderr, 'hello\n');
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.equal(lines[0].op, 'session');
    assert.ok(lines.some(({ op }) => op === 'exit'));
  });

  describe('checks', () => {
    it('a deadlock, at once, by 1', async () => {
      const { code, stderr } = await heddle(['check', '--timeout', '15', programs.add('twice.mjs', TWICE)]);
      assert.equal(code, 1);
      assert.match(stderr, /^error: Deadlock\n {2}worker waits for lock the lock, which it holds itself\./m);
    });

    it('with one finding a line with --json', async () => {
      const { code, stdout, stderr } = await heddle(['check', '--json', programs.add('twice.mjs', TWICE)]);
      assert.equal(code, 1);
      assert.match(stderr, /once/);
      const [finding, ...more] = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      assert.deepEqual(more, []);
      assert.equal(finding.finding, 'deadlock');
      assert.equal(finding.severity, 'error');
      assert.equal(finding.resources[0].name, 'the lock');
      assert.match(finding.sites[0], /twice\.mjs:5:\d+$/);
    });

    it('a race, with what happened in its order and the write that lost an update', async () => {
      const { code, stdout, stderr } = await heddle(['check', '--json', programs.add('loses.mjs', LOSES)]);
      assert.equal(code, 1, stderr);
      const finding = JSON.parse(stdout.trim());
      assert.equal(finding.finding, 'race');
      assert.match(
        finding.message,
        /^(left|right) and (left|right) both read n = 5 and write it back: the update of \1 is lost\.$/,
      );
      const what = finding.edges.map((edge: object) => ('reads' in edge ? 'reads' : 'writes'));
      assert.deepEqual(what, ['reads', 'reads', 'writes', 'writes']);
      assert.equal(
        finding.edges[2].actor,
        finding.actors.find((a: { name: string }) => finding.message.startsWith(a.name)).id,
      );
      assert.equal(finding.mark, finding.events[3]);
    });

    it('with a SARIF file that names the places', async () => {
      const file = join(programs.folder, 'findings.sarif');
      programs.add('twice.mjs', TWICE);
      const { code } = await heddle(['check', '--sarif', file, 'twice.mjs'], { cwd: programs.folder });
      assert.equal(code, 1);
      const { version, runs } = JSON.parse(readFileSync(file, 'utf8'));
      assert.equal(version, '2.1.0');
      const [result, ...more] = runs[0].results;
      assert.deepEqual(more, []);
      assert.equal(result.ruleId, runs[0].tool.driver.rules[result.ruleIndex].id);
      assert.equal(result.level, 'error');
      const { artifactLocation, region } = result.locations[0].physicalLocation;
      assert.deepEqual([artifactLocation.uri, region.startLine], ['twice.mjs', 5]);
    });

    it("a correct program by the program's own code", async () => {
      const { code } = await heddle(['check', programs.add('locked.mjs', `${LOCKED}\nprocess.exitCode = 5;`)]);
      assert.equal(code, 5);
    });
  });

  it('tallies what a program came to when it runs several times', async () => {
    const counter = programs.add('counter.txt', '');
    const program = programs.add(
      'turns.mjs',
      `import { appendFileSync, readFileSync } from 'node:fs';
       appendFileSync(process.argv[2], 'x');
       const n = readFileSync(process.argv[2], 'utf8').length;
       console.log('first line');
       if (n === 3) process.exit(4);
       console.log(n < 3 ? 'early' : 'late');`,
    );
    const { code, stdout } = await heddle(['run', '--times', '6', '--json', program, counter]);
    assert.equal(code, 4);
    const value = (name: string, runs: number) => ({ value: name, runs });
    assert.deepEqual(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
      [
        { counted: false, values: [value('exit 0', 5), value('exit 4', 1)] },
        { line: 'early', counted: true, values: [value('0', 4), value('1', 2)] },
        { line: 'late', counted: true, values: [value('0', 3), value('1', 3)] },
      ],
    );
    const people = await heddle(['run', '--times', '2', program, counter]);
    assert.match(
      people.stdout,
      /^turns\.mjs: 2 runs in .*\n\nexit\n {2}exit 0 +█+ 2\n\nEvery run printed the same\.\n$/,
    );
  });

  it('counts a hang as what a run came to', async () => {
    const { code, stdout } = await heddle(['run', '--times', '2', programs.add('twice.mjs', TWICE)]);
    assert.equal(code, 1);
    assert.match(stdout, /deadlock: worker waits for lock the lock, which it holds .*█ 2\n/);
  });

  describe('compares', () => {
    const SLOW = `
      import { main } from 'heddle';
      export async function slow(ms) { await new Promise((done) => setTimeout(done, ms)); return new Map([[ms, 'ms']]); }
      export const number = 3;
      main(() => console.log('main ran'));`;

    it('serial calls with threads and processes', async () => {
      const program = programs.add('slow.mjs', SLOW);
      const { code, stdout, stderr } = await heddle(['compare', '--calls', '4', '--json', program, 'slow', '50']);
      assert.equal(code, 0, stderr);
      const [serial, threads, processes] = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      assert.deepEqual([serial.way, threads.way, processes.way], ['serial', 'threads', 'processes']);
      assert.ok(serial.workingMs >= 199 && threads.workingMs >= 49 && processes.workingMs >= 49, stdout);
      assert.ok(threads.startingMs > 0 && threads.ms >= threads.startingMs + threads.workingMs);
    });

    it('in bars, with a verdict', async () => {
      const { stdout } = await heddle(['compare', '--calls', '2', programs.add('slow.mjs', SLOW), 'slow', '1']);
      assert.match(
        stdout,
        /^2 calls of slow .*\nserial .*\nthreads .* starting.*\nprocesses .*\nCall it one after the other: /,
      );
    });

    it('nothing that is no function, and names those that are', async () => {
      const { code, stderr } = await heddle(['compare', programs.add('slow.mjs', SLOW), 'number']);
      assert.equal(code, 1);
      assert.match(stderr, /number is not a function that the module exports; these are: slow/);
    });
  });

  it('passes 100 MB through', async () => {
    const program = programs.add(
      'loud.mjs',
      "const l = 'x'.repeat(999); for (let i = 0; i < 100_000; i++) console.log(l);",
    );
    const { code, stdout } = await heddle(['run', program]);
    assert.deepEqual([code, stdout.length], [0, 100_000_000]);
  });

  it('leaves nothing behind when it runs a pattern', async () => {
    const before = new Set(readdirSafe('/dev/shm'));
    const { code, stdout } = await heddle(['demo', 'mutex']);
    assert.equal(code, 0);
    assert.equal(stdout.trim().split('\n').length, 9);
    assert.deepEqual(
      readdirSafe('/dev/shm').filter((name) => !before.has(name) && name.includes('heddle')),
      [],
    );
  });
});

function readdirSafe(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

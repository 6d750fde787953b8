import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRun } from '../../src/session/start.ts';
import { sweepLeftovers } from '../../src/session/sweep.ts';
import type { RunOptions, RunResult } from '../../src/session/types.ts';
import { FrameDecoder } from '../../src/trace/codec.ts';
import type { DecodedRecord } from '../../src/trace/schema.ts';
import { DIST, Programs, sessionFolders } from '../support/heddle.ts';

interface Seen {
  readonly result: RunResult;
  readonly records: readonly DecodedRecord[];
  readonly output: string;
}

describe('A run', () => {
  let programs: Programs;
  beforeEach(() => {
    programs = new Programs();
  });
  afterEach(() => {
    const left = programs.running();
    programs[Symbol.dispose]();
    assert.deepEqual(left, []);
    assert.deepEqual(sessionFolders(`${process.pid}-`), []);
  });

  async function see(program: string, options: Partial<RunOptions> = {}): Promise<Seen> {
    const run = startRun({ program, runtimeDir: join(DIST, 'runtime'), stdio: 'pipe', ...options });
    const decoder = new FrameDecoder();
    const records: DecodedRecord[] = [];
    let output = '';
    run.onFrames((bytes) => records.push(...decoder.push(bytes)));
    run.onOutput((_, bytes) => {
      output += Buffer.from(bytes).toString();
    });
    const result = await run.ended;
    assert.equal(decoder.failure, undefined);
    return { result, records, output };
  }

  it('begins its trace with what is run by which Node', async () => {
    const program = programs.add('ok.mjs', 'console.log(process.argv.slice(2).join())');
    const { result, records, output } = await see(program, { args: ['a', '--b'] });
    assert.equal(result.reason, 'ended');
    assert.equal(result.exitCode, 0);
    assert.equal(output, 'a,--b\n');
    const session = records[0]!;
    assert.equal(session.op, 'session');
    assert.equal(session.data?.program, program);
    assert.equal(session.data?.argv, '["a","--b"]');
    assert.ok(Number.parseInt(String(session.data?.node), 10) >= 24);
    assert.ok(records.some(({ op }) => op === 'exit'));
  });

  it('tells the code of a program that exits with one', async () => {
    const { result } = await see(programs.add('exit.mjs', 'process.exit(3)'));
    assert.deepEqual([result.reason, result.exitCode], ['ended', 3]);
    assert.match(result.message, /^exit\.mjs ended with exit code 3 after .*\.$/);
  });

  it('tells the error of a program that throws, in one sentence', async () => {
    const { result, output } = await see(programs.add('throw.mjs', "throw new TypeError('no such thing')"));
    assert.deepEqual([result.reason, result.exitCode], ['ended', 1]);
    assert.match(output, /TypeError: no such thing/);
    assert.match(result.message, /^throw\.mjs failed after .* with .*no such thing \(exit code 1\)\.$/);
  });

  it('tells the signal that killed a program, and says goodbye for it', async () => {
    const { result, records } = await see(
      programs.add('kill.mjs', "import 'heddle'; process.kill(process.pid, 'SIGKILL')"),
    );
    assert.deepEqual([result.reason, result.signal], ['killed', 'SIGKILL']);
    const exit = records.findLast(({ op }) => op === 'exit');
    assert.equal(exit?.data?.reason, 'signal');
    assert.equal(exit?.data?.signal, 'SIGKILL');
  });

  for (const [name, source, words] of [
    ['syntax.mjs', 'let x = = 3', /syntax\.mjs failed|exit code 1/],
    ['binary.ts', Buffer.from([127, 69, 76, 70, 0, 1, 2]), /binary\.ts failed|exit code 1/],
    ['words.txt', 'hello', /not a program that Heddle can run/],
  ] as const) {
    it(`says so when ${name} is not a program`, async () => {
      const { result } = await see(programs.add(name, source));
      assert.notEqual(result.exitCode, 0);
      assert.match(result.message, words);
    });
  }

  it('does not start what is not there, a folder, or without a runtime', async () => {
    const missing = await see(join(programs.folder, 'none.ts'));
    assert.equal(missing.result.reason, 'failed-to-start');
    assert.match(missing.result.message, /no file .*none\.ts/);
    mkdirSync(join(programs.folder, 'folder.ts'));
    const folder = await see(join(programs.folder, 'folder.ts'));
    assert.match(folder.result.message, /is a folder/);
    const bare = await see(programs.add('ok.mjs', ''), { runtimeDir: programs.folder });
    assert.match(bare.result.message, /runtime is not in/);
  });

  it('says what was looked at when a given Node is none', async () => {
    const { result } = await see(programs.add('ok.mjs', ''), { nodePath: '/bin/true' });
    assert.equal(result.reason, 'failed-to-start');
    assert.match(result.message, /\/bin\/true is not a Node/);
  });

  it('stops a program that blocks its thread', async () => {
    const program = programs.add(
      'hang.mjs',
      "console.log('here'); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
    );
    const run = startRun({ program, runtimeDir: join(DIST, 'runtime'), stdio: 'pipe' });
    await new Promise<void>((resolve) => run.onOutput(() => resolve()));
    const result = await run.stop();
    assert.equal(result.reason, 'stopped');
  });

  it('kills a program that will not stop when it is asked to', async () => {
    const program = programs.add(
      'stubborn.mjs',
      "process.on('SIGTERM', () => {}); console.log('here'); setInterval(() => {}, 1000)",
    );
    const run = startRun({ program, runtimeDir: join(DIST, 'runtime'), stdio: 'pipe' });
    await new Promise<void>((resolve) => run.onOutput(() => resolve()));
    const result = await run.stop();
    assert.deepEqual([result.reason, result.signal], ['stopped', 'SIGKILL']);
  });

  it('can be stopped before it has begun', async () => {
    const run = startRun({ program: programs.add('ok.mjs', ''), runtimeDir: join(DIST, 'runtime'), stdio: 'pipe' });
    assert.equal((await run.stop()).reason, 'stopped');
  });

  it('ends at its limit of time', async () => {
    const program = programs.add('hang.mjs', 'setInterval(() => {}, 1000)');
    const { result } = await see(program, { timeoutMs: 300 });
    assert.equal(result.reason, 'timeout');
    assert.match(result.message, /its time of 300 ms was over/);
  });

  it('ends and names the children that outlive the program, also those that left its group', async () => {
    const child = programs.add('child.mjs', 'setInterval(() => {}, 1000)');
    const program = programs.add(
      'parent.mjs',
      `import { spawn } from 'node:child_process';
       for (const detached of [false, true])
         spawn(process.execPath, [${JSON.stringify(child)}], { detached, stdio: 'inherit' }).unref();`,
    );
    const { result } = await see(program);
    assert.equal(result.reason, 'ended');
    assert.equal(result.leftBehind.length, 2);
    assert.match(result.message, /left 2 processes behind, and Heddle ended them: .*child\.mjs/);
  });

  it('hands on 100 MB of output whole, and pausing slows the program down', async () => {
    const program = programs.add(
      'loud.mjs',
      "const line = 'x'.repeat(9999) + '\\n'; for (let i = 0; i < 10_000; i++) process.stdout.write(line);",
    );
    const run = startRun({ program, runtimeDir: join(DIST, 'runtime'), stdio: 'pipe' });
    let bytes = 0;
    let paused = false;
    let slowed = false;
    let whilePaused = 0;
    run.onOutput((_, chunk) => {
      bytes += chunk.length;
      if (paused) whilePaused += chunk.length;
      else if (bytes > 1 << 20 && !slowed) {
        paused = slowed = true;
        run.pause();
        setTimeout(() => {
          paused = false;
          run.resume();
        }, 50);
      }
    });
    assert.equal((await run.ended).exitCode, 0);
    assert.equal(bytes, 100_000_000);
    assert.ok(whilePaused < 1 << 20);
  });

  it('keeps what comes before there is a listener', async () => {
    const program = programs.add('early.mjs', "console.log('early')");
    const run = startRun({ program, runtimeDir: join(DIST, 'runtime'), stdio: 'pipe' });
    await run.ended;
    let output = '';
    run.onOutput((_, bytes) => {
      output += Buffer.from(bytes).toString();
    });
    assert.equal(output, 'early\n');
  });

  it('survives a listener that throws', async () => {
    const program = programs.add('early.mjs', "console.log('early')");
    const run = startRun({ program, runtimeDir: join(DIST, 'runtime'), stdio: 'pipe' });
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
    run.onOutput(() => {
      throw new Error('a listener of mine');
    });
    assert.equal((await run.ended).exitCode, 0);
    assert.match((await warned).message, /a listener of mine/);
  });
});

describe('Sweeping', () => {
  it('removes the folders of dead sessions and no others', async () => {
    const folders = ['heddle-session-4194999-x', `heddle-session-${process.pid}-x`, 'heddle-sessions'].map((name) =>
      join(tmpdir(), name),
    );
    for (const folder of folders) mkdirSync(folder);
    try {
      await sweepLeftovers();
      assert.deepEqual(folders.map(existsSync), [false, true, true]);
    } finally {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** Threads and processes of real programs: how they start, what they say, and how they end. */
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from '../../support/processes.ts';
import { run, scene } from './run.ts';

const lines = (text: string) => text.split('\n').filter((line) => line !== '');

describe('a program', function () {
  this.timeout(60_000);

  it('runs threads of its own functions and joins them', async () => {
    const { stdout, code } = await scene('threads');
    equal(stdout, '300\n');
    equal(code, 0);
  });
  it('waits at its end for a thread that a thread has left behind', async () => {
    deepEqual(lines((await scene('outlive')).stdout), ['main ends', 'the grandchild']);
  });
  it('lets threads start threads that outlive them, in a long chain, while main is blocked', async () => {
    deepEqual(lines((await scene('chain')).stdout), ['the chain has ended', 'true']);
  });
  it('keeps a thread whose starter has failed or exited', async () => {
    equal((await scene('thread-fails-first')).stdout, 'outlived a failure\n');
    equal((await scene('thread-exits-first')).stdout, 'outlived an exit\n');
  });
  it('starts a thread from a thread that blocks right after, while main is blocked', async () => {
    equal((await scene('deaf')).stdout, 'true\n');
  });
  it('starts processes and threads although it blocks right after', async () => {
    deepEqual(lines((await scene('blocked-start')).stdout).sort(), ['from the child', 'true']);
  });
  it('starts sixty threads at once', async () => {
    equal((await scene('many')).stdout, '600\n');
  });
  it('needs no main()', async () => {
    deepEqual(lines((await run('no-main.ts')).stdout), ['from main', 'from a thread']);
  });
  it('may be CommonJS', async () => {
    equal((await run('common.cjs')).stdout, 'from CommonJS\n');
  });
  it('is told to use main() instead of starting itself again and again', async () => {
    const { stderr, stdout } = await run('fork-bomb.ts');
    match(stderr, /LifecycleError: .*main\(\(\) => \{ \.\.\. \}\)/);
    equal(stdout, '');
  });
  it('does not run its main in a bare worker', async () => {
    equal((await scene('bare-worker')).stdout, 'main ran\n');
  });
  it('refuses targets that nobody else could find', async () => {
    deepEqual(lines((await scene('not-exported')).stdout), ['ERR_HEDDLE_NOT_SENDABLE', 'ERR_HEDDLE_NOT_SENDABLE']);
  });
});

describe('the end of a program', function () {
  this.timeout(60_000);

  it('cuts a daemon thread off, after the other threads', async () => {
    equal((await scene('daemon-thread')).stdout, 'seen\n');
  });
  // Ended in the midst of it, koffi aborts the whole process.
  for (const [how, code] of Object.entries({ ends: 0, exits: 4, terminates: 0 })) {
    it(`lets a thread load native code before it ${how}`, async () => {
      const done = await scene(`${how}-while-loading`);
      deepEqual([done.stdout, done.stderr, done.code], ['loaded\n', '', code]);
    });
  }
  it('cuts a daemon process off, and waits for the others', async () => {
    deepEqual(lines((await scene('daemon-process')).stdout), ['main ends', 'seen']);
  });
  it('is 1 when main fails, once its threads have ended', async () => {
    const { stdout, stderr, code } = await scene('main-throws');
    equal(stdout, 'the thread ends first\n');
    match(stderr, /RangeError: main is broken/);
    equal(code, 1);
  });
  it('comes at once with process.exit, and loses no output', async () => {
    const { stdout, code } = await scene('main-exits');
    deepEqual([stdout, code], ['out\n', 7]);
  });
  it('has process.exitCode', async () => {
    equal((await scene('exit-code')).code, 5);
  });
  it('is 1 when a timer of main throws', async () => {
    const { stderr, code } = await scene('late-timer');
    match(stderr, /a timer of main/);
    equal(code, 1);
  });
  it('then waits for its threads too', async () => {
    const { stdout, code } = await scene('timer-and-threads');
    deepEqual([stdout, code], ['the thread ends first\n', 1]);
  });
  it('is left to a handler of its own for uncaught errors', async () => {
    const { stdout, code } = await scene('own-handler');
    deepEqual([stdout, code], ['handled: a timer of main\n', 3]);
  });
  it('waits for a process that a thread has started', async () => {
    const { stdout, stderr } = await scene('grandchild');
    equal(stdout, 'child of a thread\n');
    equal(stderr, '');
  });
  it('takes daemons with it even when it is killed, blocked and busy ones', async () => {
    const { stdout, signal } = await scene('killed-parent', { session: false });
    equal(signal, 'SIGKILL');
    const pids = stdout.trim().split(' ').map(Number);
    equal(pids.length, 2);
    for (const deadline = Date.now() + 20_000; pids.some(isAlive) && Date.now() < deadline; ) await delay(50);
    deepEqual(pids.filter(isAlive), []);
  });
});

describe('the end of a thread or process', function () {
  this.timeout(60_000);

  it('brings its uncaught error to its starter, of the same class', async () => {
    const { stdout, stderr, code } = await scene('errors');
    const odd = { type: 'Odd', isOdd: true, isTypeError: false, name: 'Odd', message: 'it went wrong' };
    const rest = { extra: { deep: [1, 2] }, cause: 'RangeError', stack: true };
    const text = {
      type: 'Error',
      isOdd: false,
      isTypeError: false,
      name: 'Error',
      message: "Uncaught 'just a string'",
    };
    const timer = { type: 'TypeError', isOdd: false, isTypeError: true, name: 'TypeError', message: 'from a timer' };
    deepEqual(
      lines(stdout).map((line) => JSON.parse(line)),
      [
        { ...odd, ...rest },
        { ...odd, ...rest, exitcode: 1 },
        { ...text, cause: 'just a string', stack: false },
        { ...text, cause: 'just a string', stack: false, exitcode: 1 },
        { ...timer, stack: true },
        { ...timer, stack: true, exitcode: 1 },
      ],
    );
    for (const who of ['thread T', 'process P']) match(stderr, new RegExp(`Uncaught error in ${who}:`));
    equal(code, 0);
  });
  it('gives exit codes as Python does', async () => {
    const { stdout, code } = await scene('codes');
    equal(lines(stdout).at(-1), '0,1,9,4,-15,-9');
    equal(code, 0);
  });
  it('with process.exit is only its own', async () => {
    const { stdout, code } = await scene('thread-exits');
    deepEqual([stdout, code], ['before the exit\nmain goes on, undefined\n', 0]);
  });
  it('is seen by one who asks without ever turning its event loop', async function () {
    if (process.platform !== 'linux') this.skip();
    equal(lines((await scene('polled')).stdout).at(-1), '0,6,1,-9 it went wrong');
  });
  it('in an error gives up the locks it held', async () => {
    equal((await scene('abandoned-lock')).stdout, 'true true\n');
  });
});

describe('the life of a thread or process', function () {
  this.timeout(60_000);

  it('refuses what comes at the wrong time', async () => {
    const each = 'lifecycle,false,lifecycle,lifecycle,true,false';
    equal((await scene('lifecycle')).stdout, `${each},${each},lifecycle\n`);
  });
  it('denies children to daemonic processes, in Python words', async () => {
    const words = 'DaemonicChildError: daemonic processes are not allowed to have children';
    equal((await scene('daemonic')).stdout, `${words}\n`);
  });
  it('knows itself and its siblings', async () => {
    deepEqual(lines((await scene('self')).stdout), [
      'MainProcess|MainThread|self',
      'MainProcess|T|self',
      'P|MainThread|self',
      'Thread-1 (say) Thread-2 (say) Process-1',
      'Process-2 MainThread,waiting',
      'true true',
      '0',
    ]);
  });
});

describe('output', function () {
  this.timeout(60_000);

  it('appears when it is printed, whoever prints it', async () => {
    const expected = Array.from({ length: 6 }, (_, i) => [`main ${i}`, `thread ${i}`]).flat();
    deepEqual(lines((await scene('order')).stdout), [...expected, 'process', 'main last']);
  });
  it('reaches even a slow reader whole, from threads and processes that end or exit right after', async () => {
    const { stdout, code } = await scene('printing-everywhere', { slow: true });
    equal(stdout.length, 8 * 1024 * 1024);
    equal(code, 0);
  });
  it('of two threads that print much at once stays whole, line by line', async () => {
    const printed = lines((await scene('flood')).stdout);
    equal(printed.length, 40_000);
    for (const who of ['a', 'b']) {
      const own = printed.filter((line) => line.startsWith(who));
      ok(own.every((line, i) => line === `${who}${i}`));
    }
  });
});

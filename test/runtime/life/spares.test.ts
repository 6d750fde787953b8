import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { DIST } from '../../support/heddle.ts';
import { descendants, isAlive } from '../../support/processes.ts';
import { type RunKind, run } from './run.ts';

const scene = (name: string, kind: string, options?: RunKind) => run('spares.ts', [name, kind], options);
const lines = (text: string) => text.trim().split('\n');

/** A scene that goes on after it has said a word. */
async function running(
  name: string,
  kind: string,
): Promise<{ child: ChildProcess; hears: (word: string) => Promise<void> }> {
  const register = pathToFileURL(join(DIST, 'runtime', 'register.js')).href;
  const program = fileURLToPath(new URL('./programs/spares.ts', import.meta.url));
  const args = ['--import', register, '--disable-warning=ExperimentalWarning', program, name, kind];
  const env = { ...process.env, HEDDLE_SESSION: 'test' };
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env });
  let heard = '';
  child.stdout.on('data', (bytes) => {
    heard += bytes;
  });
  const hears = async (word: string) => {
    while (!heard.includes(word)) await once(child.stdout, 'data');
  };
  return { child, hears };
}

/** Children or worker threads that run beside the main one. */
function others(pid: number, kind: string): number {
  if (kind === 'process') return descendants(pid).length;
  return readdirSync(`/proc/${pid}/task`).length;
}

for (const kind of ['thread', 'process']) {
  describe(`a ${kind} that was started in advance`, function () {
    this.timeout(60_000);

    it('is like any other once it is told what to do, and does not count before', async () => {
      const { stdout, stderr, code, events } = await scene('told', kind, { record: true });
      assert.equal(stderr, '');
      const [before, ...rest] = lines(stdout).map((line) => JSON.parse(line));
      assert.deepEqual(before, { living: 0 });
      assert.deepEqual(rest.pop(), { living: 0, sum: 21 });
      const told = [false, true, false].map((daemon) => ({ name: `it is ${daemon}`, daemon, argv: ['told', kind] }));
      assert.deepEqual(
        rest.map(({ early, cwd, ...each }) => each),
        told,
      );
      assert.deepEqual(
        rest.slice(0, 2).map(({ early }) => early),
        [true, true],
      );
      assert.equal(code, 0);
      const actors = events.filter(
        ({ op, data }) => op === 'actor' && data?.kind === kind && data.name !== 'MainProcess',
      );
      assert.deepEqual(
        actors.map(({ data }) => data!.name),
        told.map(({ name }) => name),
      );
      assert.deepEqual(
        actors.map(({ data }) => data!.daemon),
        [false, true, false],
      );
      for (const { actor } of actors) {
        const own = events.filter((event) => event.actor === actor).map(({ op }) => op);
        assert.equal(own[0], 'actor');
        assert.equal(own.at(-1), 'exit');
        assert.ok(own.includes('acquire') && own.includes('run'), own.join());
      }
    });

    it('may be told what to do before it is ready', async () => {
      const { stdout, stderr } = await scene('early', kind);
      assert.equal(stderr, '');
      assert.equal(lines(stdout).pop(), '12');
    });

    it('tells of its error', async () => {
      const { stdout, stderr } = await scene('failed', kind);
      assert.equal(stdout.trim(), 'RangeError: it failed');
      assert.match(stderr, /it failed/);
    });

    it('fails like every other where the module cannot be evaluated, and is not started again and again', async () => {
      const { stdout, stderr } = await scene('broken', kind);
      assert.equal(stdout.trim(), 'RangeError: this module cannot be evaluated');
      assert.equal(stderr.split('cannot be evaluated').length - 1, 1, stderr);
    });

    it('is not taken when its folder or environment is not the present one', async () => {
      const { stdout } = await scene('moved', kind);
      const { x, cwd } = JSON.parse(stdout) as { x: string; cwd: string };
      assert.equal(x, 'new');
      assert.equal(cwd, kind === 'process' ? '/' : process.cwd());
    });

    it('ends when none is asked for any more', async () => {
      const some = await running('some', kind);
      await some.hears('ready');
      const withTwo = others(some.child.pid!, kind);
      some.child.kill();
      const { child, hears } = await running('none', kind);
      await hears('ready');
      await eventually('the spares to be gone', () => others(child.pid!, kind) === withTwo - 2);
      child.kill();
    });

    it('ends with its process, however that ends', async () => {
      for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
        const { child, hears } = await running('some', kind);
        await hears('ready');
        const family = descendants(child.pid!);
        if (kind === 'process') assert.equal(family.length, 2);
        child.kill(signal);
        await once(child, 'exit');
        await eventually('its spares to be gone', () => !family.some(({ pid }) => isAlive(pid)));
      }
    });

    it('does not outlive a short program, nor delays its end', async () => {
      const { code, stderr } = await scene('short', kind);
      assert.equal(code, 0);
      assert.equal(stderr.split('it failed').length > 1, true);
    });

    it('starts although its starter goes on computing', async () => {
      const { stdout } = await scene('busy', kind);
      assert.equal(stdout.trim(), 'false');
    });
  });
}

it('a pool keeps one spare child until it is closed', async () => {
  const { child, hears } = await running('pool', 'process');
  await hears('ready');
  assert.equal(descendants(child.pid!).length, 2);
  await hears('closed');
  await eventually('its children to be gone', () => descendants(child.pid!).length === 0);
  child.kill();
}).timeout(60_000);

it('keepSpares refuses what is no number from 0 to 64', async () => {
  const runtime = pathToFileURL(join(DIST, 'runtime')).href;
  for (const module of ['threading', 'multiprocessing']) {
    const { keepSpares } = (await import(`${runtime}/${module}.js`)) as { keepSpares(count: unknown): void };
    for (const count of [-1, 65, 1.5, '1', undefined, Number.NaN, null])
      assert.throws(() => keepSpares(count), /keepSpares count must be/, `${count}`);
  }
});

async function eventually(what: string, ask: () => boolean): Promise<void> {
  const end = Date.now() + 20_000;
  while (!ask()) {
    assert.ok(Date.now() < end, `waited 20 s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/**
 * From a program to the store: how many events a second arrive and are understood while the program does nothing else,
 * with call sites and without. And what many primitives weigh, and whether 200 threads start. Run: node bench/session.bench.ts (after a build)
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startRun } from '../src/session/start.ts';
import { TraceModel } from '../src/trace/model.ts';
import { atLeast, atMost } from './report.ts';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const PAIRS = 400_000;

/** Events a second between the first and the last frame of the two busy processes, and how many were lost. */
async function sustained(sites: boolean): Promise<[perSecond: number, lost: number]> {
  const run = startRun({
    program: path('programs/busy.ts'),
    args: [String(PAIRS)],
    runtimeDir: path('../dist/runtime'),
    stdio: 'pipe',
    env: sites ? undefined : { HEDDLE_SITES: '0' },
  });
  const model = new TraceModel();
  run.onFrames((bytes) => model.append(bytes));
  const result = await run.ended;
  if (result.exitCode !== 0) throw new Error(result.message);
  model.complete();
  const workers = model.actors.filter(({ parent }) => parent > 0);
  const began = Math.min(...workers.map(({ runNs }) => runNs ?? Number.POSITIVE_INFINITY));
  const ended = Math.max(...workers.map(({ lastNs }) => lastNs));
  const lost = model.actors.reduce((sum, actor) => sum + actor.lost, 0);
  if (model.store.length < PAIRS * 6) throw new Error(`only ${model.store.length} events came`);
  return [(PAIRS * 6) / ((ended - began) / 1e9), lost];
}

for (const sites of [false, true]) {
  const name = `program to store, two busy processes, ${sites ? 'with' : 'without'} call sites`;
  const runs = [await sustained(sites), await sustained(sites), await sustained(sites)];
  atLeast(name, 'events/s', Math.max(...runs.map(([perSecond]) => perSecond)), 500_000);
  atMost(`${name}: lost`, 'events', Math.max(...runs.map(([, lost]) => lost)), 0);
}

const many = (what: string) => {
  const register = new URL('../dist/runtime/register.js', import.meta.url).href;
  const args = ['--expose-gc', '--import', register, path('programs/many.ts'), what];
  return Number(
    execFileSync(process.execPath, args, { encoding: 'utf8', env: { ...process.env, HEDDLE_SESSION: 'bench' } }).split(
      ' ',
    )[0],
  );
};
const few = Math.min(...[1, 2, 3].map(() => many('few')));
const all = Math.min(...[1, 2, 3].map(() => many('primitives')));
atMost('1000 locks, 1000 semaphores and 100 queues, more than one of each', 'MB', (all - few) / 1e6, 50);
atLeast('threads that started at once', 'threads', many('threads'), 200);

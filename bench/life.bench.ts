/**
 * Start and join of a thread and of a process against a bare Worker, a bare fork and, where python3 is present, CPython's spawn, in
 * turn, and with a spare ready; and what recording costs, per event. Run: node bench/life.bench.ts (after a build)
 */
import { main, sleepAsync } from 'heddle';
import { keepSpares as keepSpareProcesses, Process } from 'heddle/multiprocessing';
import { keepSpares as keepSpareThreads, Thread } from 'heddle/threading';
import type { ResourceKey } from '../src/trace/schema.ts';

const ROUNDS = 15;
/** Time for a spare to be started and to have evaluated this module. */
const SPARE_MS = 250;
/** Events in one sample, and samples: short, so that the best one was not disturbed. */
const EVENTS = 6_000;
const SAMPLES = 500;

export function nothing(): void {}

const median = (all: number[]) => all.toSorted((a, b) => a - b)[all.length >> 1]!;

async function lives(): Promise<void> {
  const { within, faster } = await import('./report.ts');
  // Nothing of this at module level: every thread and process below evaluates the module, and a bare Worker loads nothing.
  const { fork } = await import('node:child_process');
  const {
    default: { once },
  } = await import('node:events');
  const { mkdtempSync, rmSync, writeFileSync } = await import('node:fs');
  const { tmpdir } = await import('node:os');
  const { join } = await import('node:path');
  const { pathToFileURL } = await import('node:url');
  const { Worker } = await import('node:worker_threads');
  const folder = mkdtempSync(join(tmpdir(), 'heddle-bench-'));
  const empty = join(folder, 'empty.mjs');
  writeFileSync(empty, 'export {};\n');
  const contestants: Record<string, () => Promise<unknown>> = {
    'bare Worker': () => once(new Worker(pathToFileURL(empty), { execArgv: [] }), 'exit'),
    Thread: () => new Thread(nothing).start().join(),
    'bare fork': () => once(fork(empty, { execArgv: [] }), 'exit'),
    Process: () => new Process(nothing).start().join(),
  };
  const took: Record<string, number[]> = {};
  const note = (name: string, ms: number) => {
    took[name] = [...(took[name] ?? []), ms];
  };
  const python = await pythonSpawn();
  for (let round = 0; round < ROUNDS; round++) {
    // In turn, so that whatever else the machine does falls on all of them.
    for (const [name, run] of Object.entries(contestants)) {
      const began = performance.now();
      await run();
      note(name, performance.now() - began);
    }
    if (python) note("CPython's spawn", await python.once());
  }
  python?.end();
  keepSpareThreads(1);
  keepSpareProcesses(1);
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of ['Thread', 'Process']) {
      await sleepAsync(SPARE_MS);
      const began = performance.now();
      await contestants[name]!();
      note(`spare ${name}`, performance.now() - began);
    }
  }
  keepSpareThreads(0);
  keepSpareProcesses(0);
  rmSync(folder, { recursive: true, force: true });
  const ms = (name: string) => median(took[name] as number[]);
  const peer = (name: string) => ({ name, value: took[name] && ms(name) });
  within('Thread: start + join, cold', 'ms', ms('Thread'), peer('bare Worker'), 1.25);
  within('Process: start + join, cold', 'ms', ms('Process'), peer('bare fork'), 1.25);
  faster('Process: start + join, cold', 'ms', ms('Process'), peer("CPython's spawn"), 1.5);
  for (const name of ['Thread', 'Process'])
    faster(
      `${name}: start + join, with a spare ready`,
      'ms',
      ms(`spare ${name}`),
      { name: 'cold', value: ms(name) },
      20,
    );
}

/** Starts and joins a process in CPython, once for each call, in milliseconds; undefined where there is no CPython. */
async function pythonSpawn(): Promise<{ once(): Promise<number>; end(): void } | undefined> {
  const { spawn } = await import('node:child_process');
  const {
    default: { once },
  } = await import('node:events');
  const { mkdtempSync, rmSync, writeFileSync } = await import('node:fs');
  const { tmpdir } = await import('node:os');
  const { join } = await import('node:path');
  const { createInterface } = await import('node:readline');
  const script = `
import multiprocessing, sys, time
def nothing(): pass
if __name__ == '__main__':
    multiprocessing.set_start_method('spawn')
    print('ready', flush=True)
    for line in sys.stdin:
        began = time.perf_counter()
        p = multiprocessing.Process(target=nothing); p.start(); p.join()
        print((time.perf_counter() - began) * 1000, flush=True)
`;
  const folder = mkdtempSync(join(tmpdir(), 'heddle-bench-'));
  writeFileSync(join(folder, 'spawn.py'), script);
  const python = spawn('python3', [join(folder, 'spawn.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: python.stdout });
  const end = () => {
    python.stdin.end();
    rmSync(folder, { recursive: true, force: true });
  };
  const isThere = await Promise.race([once(lines, 'line').then(() => true), once(python, 'error').then(() => false)]);
  if (!isThere) return void end();
  const next = async () => {
    python.stdin.write('\n');
    return Number((await once(lines, 'line'))[0]);
  };
  return { once: next, end };
}

async function recording(): Promise<void> {
  const { atMost } = await import('./report.ts');
  const { openSync } = await import('node:fs');
  const { StreamRecorder } = await import('../src/runtime/record/stream.ts');
  for (const sites of [false, true]) {
    const recorder = new StreamRecorder(openSync('/dev/null', 'w'), process.pid, 1, sites);
    const record = (n: number) => {
      for (let i = 0; i < n; i++) {
        recorder.begin('acquire', 9 as ResourceKey, 0);
        recorder.end('acquire', 9 as ResourceKey, 0, 'ok', i * 2 + 1);
        recorder.instant('release', 9 as ResourceKey, i * 2 + 2);
      }
    };
    record(20_000);
    const best = Math.min(
      ...Array.from({ length: SAMPLES }, () => {
        const began = performance.now();
        record(EVENTS / 3);
        return ((performance.now() - began) * 1e6) / EVENTS;
      }),
    );
    atMost(`recording an event, ${sites ? 'with' : 'without'} call sites`, 'ns', best, sites ? 1000 : 150);
  }
}

if (process.env.HEDDLE_SESSION === undefined) {
  const { spawnSync } = await import('node:child_process');
  // As under a session, but without a reader: the program's types are then stripped once for all threads.
  const register = new URL('../dist/runtime/register.js', import.meta.url).href;
  const args = ['--import', register, '--disable-warning=ExperimentalWarning', import.meta.filename];
  const { status } = spawnSync(process.execPath, args, {
    stdio: 'inherit',
    env: { ...process.env, HEDDLE_SESSION: 'bench' },
  });
  process.exitCode = status ?? 1;
} else {
  main(async () => {
    await lives();
    await recording();
  });
}

/**
 * Start and join of a thread and of a process against a bare Worker, a bare fork and, where python3 is present, CPython's spawn, in
 * turn; and what recording costs, per event. Run: node bench/life.bench.ts (after a build)
 */
import { main } from 'heddle';
import { Process } from 'heddle/multiprocessing';
import { Thread } from 'heddle/threading';
import type { ResourceKey } from '../src/trace/schema.ts';

const ROUNDS = 15;
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
  const took: Record<string, number[]> = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    // In turn, so that whatever else the machine does falls on all of them.
    for (const [name, run] of Object.entries(contestants)) {
      const began = performance.now();
      await run();
      took[name]?.push(performance.now() - began);
    }
  }
  rmSync(folder, { recursive: true, force: true });
  const python = await pythonSpawn();
  const ms = (name: string) => median(took[name] as number[]);
  within('Thread: start + join, cold', 'ms', ms('Thread'), { name: 'bare Worker', value: ms('bare Worker') }, 1.25);
  within('Process: start + join, cold', 'ms', ms('Process'), { name: 'bare fork', value: ms('bare fork') }, 1.25);
  faster('Process: start + join, cold', 'ms', ms('Process'), { name: "CPython's spawn", value: python }, 1.5);
}

/** Milliseconds of a start and join in CPython; undefined where there is none. */
async function pythonSpawn(): Promise<number | undefined> {
  const { execFileSync } = await import('node:child_process');
  const { mkdtempSync, rmSync, writeFileSync } = await import('node:fs');
  const { tmpdir } = await import('node:os');
  const { join } = await import('node:path');
  const script = `
import multiprocessing, time, statistics
def nothing(): pass
if __name__ == '__main__':
    multiprocessing.set_start_method('spawn')
    times = []
    for _ in range(${ROUNDS}):
        began = time.perf_counter()
        p = multiprocessing.Process(target=nothing); p.start(); p.join()
        times.append(time.perf_counter() - began)
    print(statistics.median(times) * 1000)
`;
  const folder = mkdtempSync(join(tmpdir(), 'heddle-bench-'));
  try {
    writeFileSync(join(folder, 'spawn.py'), script);
    return Number(execFileSync('python3', [join(folder, 'spawn.py')], { encoding: 'utf8' }));
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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

/**
 * Measures one exported function three ways: called one after the other, on threads, and on processes. The measuring
 * program is written into a folder of its own and run like any other; the user's own module is only ever loaded in
 * threads and children, where its `main` does not run.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FOLDER_PREFIX } from './event-pipe.ts';
import { startRun } from './start.ts';
import type { Run, RunOptions } from './types.ts';

/** Ways to make the calls. */
export const WAYS = ['serial', 'threads', 'processes'] as const;
export type Way = (typeof WAYS)[number];

/** What one way took, in milliseconds; the parts are those of the worker that was done last. */
export interface Measured {
  readonly way: Way;
  readonly workers: number;
  /** From the start of the first worker until the last has ended. For `serial`, the calls alone. */
  readonly ms: number;
  /** Making the thread or process and loading the module there. */
  readonly startingMs: number;
  /** In the function itself. */
  readonly workingMs: number;
  /** Handing arguments over and results back. */
  readonly copyingMs: number;
}

/** What is measured. */
export interface Comparison {
  /** Absolute path of the module. */
  readonly module: string;
  /** Name of one of its exports. */
  readonly name: string;
  /** The arguments of each call; JSON can tell them. */
  readonly args: readonly unknown[];
  readonly calls: number;
}

/** A program that measures, to be run like any other. */
export interface ComparisonProgram extends Pick<RunOptions, 'program' | 'args' | 'cwd'> {
  /** What it has measured so far, one entry for each way that is over. */
  measured(): Promise<Measured[]>;
  /** Removes the program. */
  remove(): Promise<void>;
}

/** Writes the program that measures this. */
export async function comparisonProgram({ module, name, args, calls }: Comparison): Promise<ComparisonProgram> {
  const folder = await mkdtemp(join(tmpdir(), `${FOLDER_PREFIX}${process.pid}-compare-`));
  const program = join(folder, 'compare.mjs');
  const results = join(folder, 'measured.jsonl');
  await writeFile(program, PROGRAM);
  return {
    program,
    args: [JSON.stringify([pathToFileURL(module).href, name, args, calls, results])],
    cwd: dirname(module),
    measured: async () => {
      const text = await readFile(results, 'utf8').catch(() => '');
      return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Measured]));
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** How a comparison is run. */
export interface CompareOptions extends Comparison, Pick<RunOptions, 'runtimeDir' | 'nodePath' | 'timeoutMs' | 'env'> {
  /** Told of the run, so that it can be stopped. */
  onRun?(run: Run): void;
}

/** Measures; rejects with what went wrong. */
export async function compare(options: CompareOptions): Promise<Measured[]> {
  const { runtimeDir, nodePath, timeoutMs, env } = options;
  const { measured, remove, ...program } = await comparisonProgram(options);
  try {
    const run = startRun({ ...program, env, nodePath, timeoutMs, runtimeDir, stdio: 'pipe' });
    options.onRun?.(run);
    let errors = '';
    run.onOutput((stream, bytes) => {
      if (stream === 'stderr') errors = (errors + Buffer.from(bytes).toString()).slice(-65_536);
    });
    const { message } = await run.ended;
    const found = await measured();
    if (found.length < WAYS.length) throw new Error(errors.trim() || message);
    return found;
  } finally {
    await remove();
  }
}

/** Which way to take, and how many times as fast as one call after the other the other two are. */
export interface Verdict {
  readonly use: Way;
  readonly threads: number;
  readonly processes: number;
  /** What makes the workers not worth it, or would soonest: the part that takes longer than the calls themselves. */
  readonly cost: 'starting' | 'copying' | undefined;
}

/** What follows from the measurement: threads where they are about as good, since they cost less. */
export function verdictOf(measured: readonly Measured[]): Verdict {
  const of = (way: Way): Measured => measured.find((each) => each.way === way)!;
  const [serial, threads, processes] = [of('serial'), of('threads'), of('processes')];
  const best = threads.ms <= processes.ms * 1.1 ? threads : processes;
  return {
    use: serial.ms < best.ms * 1.1 ? 'serial' : best.way,
    threads: serial.ms / threads.ms,
    processes: serial.ms / processes.ms,
    cost: costOf(best),
  };
}

function costOf({ startingMs, workingMs, copyingMs }: Measured): Verdict['cost'] {
  if (startingMs + copyingMs < workingMs) return undefined;
  return startingMs >= copyingMs ? 'starting' : 'copying';
}

/** Each call's arguments go through a queue and each result comes back through one, as in a pool. */
const PROGRAM = `import { appendFileSync } from 'node:fs';
import { main, span } from 'heddle';
import { cpuCount, Process, Queue as ProcessQueue } from 'heddle/multiprocessing';
import { Queue as ThreadQueue } from 'heddle/queue';
import { Thread } from 'heddle/threading';

const now = () => Number(process.hrtime.bigint()) / 1e6;

export async function share(url, name, own, began, tasks, results, reports) {
  try {
    const module = await import(url);
    const fn = module[name];
    if (typeof fn !== 'function') {
      const names = Object.keys(module).filter((key) => typeof module[key] === 'function');
      throw new TypeError(name + ' is not a function that the module exports; these are: ' + (names.join(', ') || 'none'));
    }
    const ready = now();
    let working = 0;
    for (let call = 0; call < own; call++) {
      const args = tasks.get();
      const called = now();
      const result = await fn(...args);
      working += now() - called;
      try {
        results.put({ result });
      } catch {
        results.put({}); // what cannot be sent is not handed back
      }
    }
    const ended = now();
    reports.put({ starting: ready - began, working, copying: ended - ready - working, ended });
  } catch (error) {
    reports.put({ failure: String(error?.stack ?? error) });
  }
}

async function measure(way, url, name, args, calls, file) {
  const [Worker, Queue] = way === 'processes' ? [Process, ProcessQueue] : [Thread, ThreadQueue];
  const count = way === 'serial' ? 1 : Math.min(calls, cpuCount());
  const tasks = new Queue(0, { name: 'calls' });
  const results = new Queue(0, { name: 'results' });
  const reports = new Queue(0, { name: 'reports' });
  const asked = now();
  for (let call = 0; call < calls; call++) tasks.put(args);
  const began = now();
  const workers = Array.from({ length: count }, (_, index) => {
    const own = Math.floor(calls / count) + (index < calls % count ? 1 : 0);
    return new Worker(share, [url, name, own, began, tasks, results, reports], { name: way + ' ' + (index + 1) }).start();
  });
  const all = [];
  for (const worker of workers) {
    await worker.join();
    const report = reports.tryGet(1000)?.item;
    if (!report) throw worker.error ?? new Error('a worker ended without a result');
    if (report.failure !== undefined) throw new Error(report.failure);
    all.push(report);
  }
  const returned = now();
  while (results.tryGet()) {} // the results count as handed back once they are here
  const ended = now();
  const last = all.reduce((a, b) => (b.ended > a.ended ? b : a));
  appendFileSync(file, JSON.stringify({
    way,
    workers: count,
    ms: way === 'serial' ? last.working : ended - asked,
    startingMs: last.starting,
    workingMs: last.working,
    copyingMs: last.copying + (began - asked) + (ended - returned),
  }) + '\\n');
}

main(async () => {
  const [url, name, args, calls, file] = JSON.parse(process.argv[2]);
  try {
    for (const way of ['serial', 'threads', 'processes'])
      await span(way, () => measure(way, url, name, args, calls, file));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
});
`;

/**
 * Measures one exported function three ways: called one after the other, on threads, and on processes. The measuring
 * program is written into a folder of its own and run like any other; the user's own module is only ever loaded in
 * threads and children, where its `main` does not run.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FOLDER_PREFIX } from './event-pipe.ts';
import { startRun } from './start.ts';
import type { Run, RunOptions } from './types.ts';

/** Ways to make the calls. */
export const WAYS = ['serial', 'threads', 'processes'] as const;
export type Way = (typeof WAYS)[number];

/** What one way took, in milliseconds; the parts are those of the slowest worker. */
export interface Measured {
  readonly way: Way;
  readonly workers: number;
  /** From the start of the first worker to the last result. For `serial`, the calls alone. */
  readonly ms: number;
  /** Making the thread or process and loading the module there. */
  readonly startingMs: number;
  /** In the function itself. */
  readonly workingMs: number;
  /** Handing the results back. */
  readonly copyingMs: number;
}

export interface CompareOptions extends Pick<RunOptions, 'runtimeDir' | 'nodePath' | 'timeoutMs' | 'env'> {
  /** Absolute path of the module. */
  readonly module: string;
  /** Name of one of its exports. */
  readonly name: string;
  readonly args: readonly unknown[];
  readonly calls: number;
  /** Told of the run, so that it can be stopped. */
  onRun?(run: Run): void;
}

/** Measures; rejects with what went wrong. */
export async function compare(options: CompareOptions): Promise<Measured[]> {
  const folder = await mkdtemp(join(tmpdir(), `${FOLDER_PREFIX}${process.pid}-compare-`));
  try {
    const program = join(folder, 'compare.mjs');
    await writeFile(program, PROGRAM);
    const run = startRun({
      program,
      args: [JSON.stringify([pathToFileURL(options.module).href, options.name, options.args, options.calls])],
      cwd: dirname(options.module),
      env: options.env,
      nodePath: options.nodePath,
      timeoutMs: options.timeoutMs,
      runtimeDir: options.runtimeDir,
      stdio: 'pipe',
    });
    options.onRun?.(run);
    let output = '';
    let errors = '';
    run.onOutput((stream, bytes) => {
      const text = Buffer.from(bytes).toString();
      if (stream === 'stdout') output = (output + text).slice(-65_536);
      else errors = (errors + text).slice(-65_536);
    });
    const { message } = await run.ended;
    const found = output
      .split('\n')
      .filter((line) => line.startsWith(MARK))
      .map((line) => JSON.parse(line.slice(MARK.length)) as Measured);
    if (found.length < WAYS.length) throw new Error(errors.trim() || message);
    return found;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The verdict in words. */
export function verdictOf(measured: readonly Measured[]): string {
  const of = (way: Way): Measured => measured.find((each) => each.way === way)!;
  const [serial, threads, processes] = [of('serial'), of('threads'), of('processes')];
  const times = (each: Measured): string => `${(serial.ms / each.ms).toFixed(1)} times as fast`;
  const best = threads.ms <= processes.ms ? threads : processes;
  if (serial.ms < best.ms * 1.1) {
    const cost = best.startingMs > best.workingMs ? 'starting a worker costs more than the calls' : 'nothing is gained';
    return `Call it one after the other: ${cost}.`;
  }
  const close = Math.abs(threads.ms - processes.ms) < best.ms * 0.1;
  return close || best === threads
    ? `Use threads: ${times(threads)} as one after the other (processes: ${times(processes)}).`
    : `Use processes: ${times(processes)} as one after the other (threads: ${times(threads)}).`;
}

/** Marks the measuring program's own lines among what the function prints. */
const MARK = '\u0001heddle ';

const PROGRAM = `import { main } from 'heddle';
import { cpuCount, Process, Queue as ProcessQueue } from 'heddle/multiprocessing';
import { Queue as ThreadQueue } from 'heddle/queue';
import { Thread } from 'heddle/threading';

const now = () => Number(process.hrtime.bigint()) / 1e6;

export async function share(url, name, args, calls, began, results, reports) {
  try {
    const module = await import(url);
    const fn = module[name];
    if (typeof fn !== 'function') {
      const names = Object.keys(module).filter((key) => typeof module[key] === 'function');
      throw new TypeError(name + ' is not a function that the module exports; these are: ' + (names.join(', ') || 'none'));
    }
    const ready = now();
    let copying = 0;
    for (let call = 0; call < calls; call++) {
      const result = await fn(...args);
      const returned = now();
      try {
        results.put({ result });
      } catch {
        results.put({}); // what cannot be sent is not handed back
      }
      copying += now() - returned;
    }
    const ended = now();
    reports.put({ starting: ready - began, working: ended - ready - copying, copying });
  } catch (error) {
    reports.put({ failure: String(error?.stack ?? error) });
  }
}

async function measure(way, url, name, args, calls) {
  const [Worker, Queue] = way === 'processes' ? [Process, ProcessQueue] : [Thread, ThreadQueue];
  const count = way === 'serial' ? 1 : Math.min(calls, cpuCount());
  const results = new Queue(0, { name: 'results' });
  const reports = new Queue(0, { name: 'reports' });
  const began = now();
  const workers = Array.from({ length: count }, (_, index) => {
    const own = Math.floor(calls / count) + (index < calls % count ? 1 : 0);
    return new Worker(share, [url, name, args, own, began, results, reports], { name: way + ' ' + (index + 1) }).start();
  });
  const all = [];
  for (const worker of workers) {
    await worker.join();
    const report = reports.tryGet(1000)?.item;
    if (!report) throw worker.error ?? new Error('a worker ended without a result');
    if (report.failure !== undefined) throw new Error(report.failure);
    all.push(report);
  }
  const ms = now() - began;
  while (results.tryGet()) {} // the results count as handed back once they are here
  const slowest = all.reduce((a, b) => (b.starting + b.working > a.starting + a.working ? b : a));
  console.log(${JSON.stringify('\u0001heddle ')} + JSON.stringify({
    way,
    workers: count,
    ms: way === 'serial' ? slowest.working : ms,
    startingMs: slowest.starting,
    workingMs: slowest.working,
    copyingMs: slowest.copying,
  }));
}

main(async () => {
  const [url, name, args, calls] = JSON.parse(process.argv[2]);
  try {
    for (const way of ['serial', 'threads', 'processes']) await measure(way, url, name, args, calls);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
});
`;

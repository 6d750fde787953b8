/** `heddle run` and `heddle demo`. */
import { constants } from 'node:os';
import { join } from 'node:path';
import { loadPatterns } from '../session/patterns.ts';
import { startRun } from '../session/start.ts';
import type { Run, RunResult } from '../session/types.ts';
import { existingFile, patternsDir, runtimeDir, UsageError } from './place.ts';
import { Progress } from './progress.ts';
import { TraceWriter } from './trace-writer.ts';

export interface RunFlags {
  readonly trace?: string;
  readonly quiet?: boolean;
  /** Seconds. */
  readonly timeout?: number;
  readonly node?: string;
  readonly json?: boolean;
}

const TIMED_OUT = 124;

/** The file of a pattern; UsageError when there is none of that id. */
export function patternFile(id: string): string {
  const patterns = loadPatterns(patternsDir);
  if (patterns.some((pattern) => pattern.id === id)) return join(patternsDir, `${id}.ts`);
  const near = patterns.filter((pattern) => pattern.id.includes(id)).map((pattern) => pattern.id);
  throw new UsageError(
    `there is no pattern ${id}${near.length > 0 ? `; did you mean ${near.join(' or ')}?` : ': heddle list names them'}`,
  );
}

/** Starts a program as the flags say. */
export function begin(file: string, args: readonly string[], flags: RunFlags): { run: Run; end(): void } {
  const program = existingFile(file, 'program');
  if (flags.node !== undefined) existingFile(flags.node, 'Node');
  const writer = flags.trace === undefined ? undefined : new TraceWriter(flags.trace);
  const run = startRun({
    program,
    args,
    runtimeDir,
    nodePath: flags.node,
    timeoutMs: flags.timeout === undefined ? undefined : flags.timeout * 1000,
    stdio: flags.json ? 'stderr' : 'inherit',
  });
  writer?.follow(run);
  const stopSignals = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => {
    const stop = () => {
      received ??= signal;
      void run.stop();
    };
    process.on(signal, stop);
    return () => process.off(signal, stop);
  });
  return {
    run,
    end() {
      for (const off of stopSignals) off();
      writer?.close();
    },
  };
}

let received: NodeJS.Signals | undefined;

/** The exit code that a run gives the command. */
export function exitCodeOf(result: RunResult): number {
  if (received !== undefined) return 128 + constants.signals[received];
  switch (result.reason) {
    case 'timeout':
      return TIMED_OUT;
    case 'failed-to-start':
      return 2;
    default:
      if (result.signal !== undefined) return 128 + (constants.signals[result.signal as NodeJS.Signals] ?? 0);
      return result.exitCode ?? 1;
  }
}

/** Runs a program to its end and says how it ended; resolves to the exit code. */
export async function runProgram(file: string, args: readonly string[], flags: RunFlags): Promise<number> {
  const { run, end } = begin(file, args, flags);
  const progress = !flags.quiet && !flags.json && process.stderr.isTTY ? new Progress(run) : undefined;
  let result: RunResult;
  try {
    result = await run.ended;
  } finally {
    progress?.end();
    end();
  }
  const code = exitCodeOf(result);
  const { reason, message, leftBehind, durationMs, signal } = result;
  if (flags.json)
    process.stdout.write(
      `${JSON.stringify({ ended: reason, exitCode: code, signal, durationMs, leftBehind, message })}\n`,
    );
  // In a pipe only what went wrong is said.
  const wrong = reason !== 'ended' || leftBehind.length > 0;
  if (!flags.quiet && (progress || wrong)) process.stderr.write(`heddle: ${message}\n`);
  return code;
}

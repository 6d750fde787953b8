/** `heddle run` and `heddle demo`. */
import { watchFindings } from '../session/findings.ts';
import { startRun } from '../session/start.ts';
import type { Run, RunOptions, RunResult } from '../session/types.ts';
import { jsonl } from '../trace/export/jsonl.ts';
import { TraceModel } from '../trace/model.ts';
import { exitCodeOf } from './exit-codes.ts';
import { Holds } from './holds.ts';
import { existingFile, RUNTIME_DIR } from './places.ts';
import { StatusLine } from './status-line.ts';
import { Tally } from './tally.ts';
import { TraceWriter } from './trace-writer.ts';
import { card, writingTo } from './words.ts';

export interface RunFlags {
  readonly trace?: string;
  readonly quiet?: boolean;
  /** Seconds. */
  readonly timeout?: number;
  readonly node?: string;
  readonly json?: boolean;
}

/** A run under way, with what belongs to the command. */
export interface Begun {
  readonly run: Run;
  /** The command's exit code for a result. */
  exitCode(result: RunResult): number;
  /** Lets go of signals and files. */
  end(): void;
}

/** Starts a program as the flags say; a signal to the command stops it. */
export function begin(file: string, args: readonly string[], flags: RunFlags, stdio: RunOptions['stdio']): Begun {
  const program = existingFile(file, 'program');
  if (flags.node !== undefined) existingFile(flags.node, 'Node');
  const writer = flags.trace === undefined ? undefined : new TraceWriter(flags.trace);
  const run = startRun({
    program,
    args,
    runtimeDir: RUNTIME_DIR,
    nodePath: flags.node,
    timeoutMs: flags.timeout === undefined ? undefined : flags.timeout * 1000,
    stdio,
    stdin: 'inherit',
  });
  writer?.follow(run);
  let asked: NodeJS.Signals | undefined;
  const stop = (signal: NodeJS.Signals) => {
    asked ??= signal;
    void run.stop();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, stop);
  return {
    run,
    exitCode: (result) => exitCodeOf(result, asked),
    end() {
      for (const signal of signals) process.off(signal, stop);
      writer?.close();
    },
  };
}

/** Runs a program to its end and says how it ended; resolves to the exit code. */
export async function runProgram(file: string, args: readonly string[], flags: RunFlags): Promise<number> {
  const draws = process.stderr.isTTY && !flags.quiet && !flags.json;
  // The status line and the program's output share the terminal, so the output passes through here.
  const { run, exitCode, end } = begin(file, args, flags, flags.json ? 'stderr' : draws ? 'pipe' : 'inherit');
  const model = flags.json ? new TraceModel() : undefined;
  if (model) run.onFrames((bytes) => model.append(bytes));
  const line = draws ? statusLine(run) : undefined;
  // A program that hangs does not end by itself: that is said while it hangs. What could have gone wrong is only counted.
  let warnings = 0;
  if (!flags.quiet) {
    watchFindings(run, (finding) => {
      if (finding.severity === 'warning') {
        warnings++;
        return;
      }
      const text = new TextEncoder().encode(`${card(finding, writingTo(process.stderr))}\n`);
      const say = () => void process.stderr.write(text);
      if (line) line.around(text, say);
      else say();
    });
  }
  let result: RunResult;
  try {
    result = await run.ended;
  } finally {
    line?.close();
    end();
  }
  if (model) {
    model.complete();
    for (const lines of jsonl(model)) process.stdout.write(lines);
  }
  // In a pipe only what went wrong is said.
  const wrong = result.reason !== 'ended' || result.leftBehind.length > 0;
  if (!flags.quiet && (draws || wrong)) process.stderr.write(`heddle: ${result.message}\n`);
  if (draws && warnings > 0) {
    const found = warnings === 1 ? '1 warning' : `${warnings} warnings`;
    process.stderr.write(`heddle: ${found}, which heddle check tells in full\n`);
  }
  return exitCode(result);
}

function statusLine(run: Run): StatusLine {
  const tally = new Tally();
  const holds = new Holds(run);
  const line = new StatusLine(process.stderr, tally);
  run.onFrames((bytes) => tally.append(bytes));
  run.onOutput((stream, bytes) => line.around(bytes, () => holds.write(process[stream], bytes)));
  return line;
}

/** `heddle run --times N`: the same program again and again, and how often it came to what. */
import { basename } from 'node:path';
import { watchFindings } from '../session/findings.ts';
import { duration } from '../session/messages.ts';
import type { RunResult } from '../session/types.ts';
import { begin, type RunFlags } from './run.ts';

/** The most of a program's output that is kept to find its last line. */
const TAIL_BYTES = 4096;
const BAR_WIDTH = 40;

/** What a run came to: its last line, and what went wrong. */
interface Outcome {
  readonly text: string;
  readonly code: number;
}

/** Runs a program several times and prints its outcomes as a histogram; the code of the first run that failed. */
export async function repeatProgram(
  file: string,
  args: readonly string[],
  times: number,
  flags: RunFlags,
): Promise<number> {
  const beganAt = performance.now();
  const tally = new Map<string, { count: number; code: number }>();
  let code = 0;
  let runs = 0;
  let interrupted = false;
  while (runs < times && !interrupted) {
    const once = await runOnce(file, args, flags);
    if (once === 'interrupted') {
      interrupted = true;
      break;
    }
    runs++;
    code ||= once.code;
    const known = tally.get(once.text);
    if (known) known.count++;
    else tally.set(once.text, { count: 1, code: once.code });
    if (process.stderr.isTTY && !flags.quiet) process.stderr.write(`\r\u001b[K${runs} of ${times} runs`);
  }
  if (process.stderr.isTTY && !flags.quiet) process.stderr.write('\r\u001b[K');
  const outcomes = [...tally].sort(
    ([a, x], [b, y]) => y.count - x.count || a.localeCompare(b, 'en', { numeric: true }),
  );
  if (flags.json) {
    for (const [outcome, { count, code: exitCode }] of outcomes)
      process.stdout.write(`${JSON.stringify({ outcome, count, exitCode })}\n`);
  } else {
    const most = Math.max(0, ...outcomes.map(([, { count }]) => count));
    const time = duration(performance.now() - beganAt);
    process.stdout.write(`${runs} ${runs === 1 ? 'run' : 'runs'} of ${basename(file)} in ${time}\n`);
    for (const [outcome, { count }] of outcomes) {
      const bar = '█'.repeat(Math.max(1, Math.round((count / most) * BAR_WIDTH))).padEnd(Math.min(most, BAR_WIDTH));
      process.stdout.write(`${String(count).padStart(String(most).length + 2)} x ${bar}  ${outcome}\n`);
    }
  }
  return interrupted ? 130 : code;
}

async function runOnce(file: string, args: readonly string[], flags: RunFlags): Promise<Outcome | 'interrupted'> {
  const { run, exitCode, end } = begin(file, args, { ...flags, trace: undefined }, 'pipe');
  let tail = Buffer.alloc(0);
  run.onOutput((stream, bytes) => {
    if (stream === 'stdout') tail = Buffer.concat([tail, bytes]).subarray(-TAIL_BYTES);
  });
  let defect: string | undefined;
  watchFindings(run, ({ severity, finding, message }) => {
    if (severity !== 'error') return;
    defect ??= `${finding}: ${message}`;
    void run.stop();
  });
  try {
    const result = await run.ended;
    if (result.reason === 'stopped' && defect === undefined) return 'interrupted';
    if (defect !== undefined) return { text: defect, code: 1 };
    return { text: outcomeOf(result, tail.toString()), code: exitCode(result) };
  } finally {
    end();
  }
}

function outcomeOf(result: RunResult, output: string): string {
  const line = output.trimEnd().split('\n').at(-1) || '(no output)';
  switch (result.reason) {
    case 'ended':
      return result.exitCode === 0 ? line : `exit code ${result.exitCode}`;
    case 'killed':
      return `killed by ${result.signal}`;
    case 'timeout':
      return 'timeout';
    default:
      return result.message;
  }
}

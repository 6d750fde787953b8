/** `heddle run --times N`: the same program again and again, and what differed. */
import { basename } from 'node:path';
import { watchFindings } from '../session/findings.ts';
import { duration } from '../session/messages.ts';
import { histogramText, type Outcome, OutcomeTally } from '../session/repeat.ts';
import { begin, type RunFlags } from './run.ts';

/** The most of a program's output that is kept to be compared. */
const KEPT_OUTPUT = 1 << 20;
const EXIT_INTERRUPTED = 130;

/** Runs a program several times and prints what differed as histograms; the code of the first run that failed. */
export async function repeatProgram(
  file: string,
  args: readonly string[],
  times: number,
  flags: RunFlags,
): Promise<number> {
  const beganAt = performance.now();
  const tally = new OutcomeTally();
  const draws = process.stderr.isTTY && !flags.quiet;
  let code = 0;
  while (tally.runs < times) {
    if (draws) process.stderr.write(`\r\u001b[Kheddle: run ${tally.runs + 1} of ${times}`);
    const { outcome, exit } = await runOnce(file, args, flags);
    // Somebody stopped it: the rest is not wanted.
    if (outcome.result.reason === 'stopped' && outcome.defect === undefined) {
      code = exit || EXIT_INTERRUPTED;
      break;
    }
    code ||= exit;
    tally.add(outcome);
    if (outcome.result.reason === 'failed-to-start') break;
  }
  if (draws) process.stderr.write('\r\u001b[K');
  if (tally.runs === 0) return code;
  const histograms = tally.histograms();
  if (flags.json) {
    for (const histogram of histograms) process.stdout.write(`${JSON.stringify(histogram)}\n`);
    return code;
  }
  const runs = tally.runs === 1 ? '1 run' : `${tally.runs} runs`;
  process.stdout.write(`${basename(file)}: ${runs} in ${duration(performance.now() - beganAt)}\n\n`);
  process.stdout.write(`${histogramText(histograms, tally.runs)}\n`);
  if (histograms.length === 1 && tally.runs > 1) process.stdout.write('\nEvery run printed the same.\n');
  return code;
}

async function runOnce(
  file: string,
  args: readonly string[],
  flags: RunFlags,
): Promise<{ outcome: Outcome; exit: number }> {
  const { run, exitCode, end } = begin(file, args, { ...flags, trace: undefined }, 'pipe');
  const decoder = new TextDecoder();
  let output = '';
  run.onOutput((stream, bytes) => {
    if (stream === 'stdout' && output.length < KEPT_OUTPUT) output += decoder.decode(bytes, { stream: true });
  });
  let defect: string | undefined;
  watchFindings(run, ({ severity, finding, message }) => {
    if (severity !== 'error') return;
    defect ??= `${finding}: ${message}`;
    void run.stop(); // it would hang for ever
  });
  try {
    const result = await run.ended;
    return { outcome: { result, output, defect }, exit: defect === undefined ? exitCode(result) : 1 };
  } finally {
    end();
  }
}

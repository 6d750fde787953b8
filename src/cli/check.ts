/** `heddle check`: runs a program and fails when something is found that no run should have. */
import { Analysis } from '../trace/analysis/analysis.ts';
import type { Finding } from '../trace/analysis/finding.ts';
import { TraceModel } from '../trace/model.ts';
import { EXIT_FINDINGS } from './exit-codes.ts';
import { begin, type RunFlags } from './run.ts';

export interface CheckFlags extends RunFlags {
  readonly failOn: Finding['severity'];
}

/** A hang is told within 200 ms of its beginning. */
const LOOK_MS = 40;

function inWords(finding: Finding): string {
  const sites = finding.edges.flatMap(({ actor, waits, holds, site }) =>
    site === undefined
      ? []
      : [`    ${actor} ${waits === undefined ? `took ${holds}` : `waits for ${waits}`} at ${site}`],
  );
  return [`${finding.severity}: ${finding.finding}: ${finding.message}`, ...new Set(sites)].join('\n');
}

/** Resolves to the exit code: 1 as soon as a finding of the least severity that fails is certain. */
export async function checkProgram(file: string, args: readonly string[], flags: CheckFlags): Promise<number> {
  const { run, exitCode, end } = begin(file, args, flags, flags.json ? 'stderr' : 'inherit');
  const model = new TraceModel();
  const analysis = new Analysis(model);
  let failed = false;
  const look = (nowNs: number) => {
    for (const finding of analysis.look(nowNs)) {
      if (flags.json) process.stdout.write(`${JSON.stringify(finding)}\n`);
      else process.stderr.write(`${inWords(finding)}\n`);
      if (finding.severity !== 'error' && flags.failOn === 'error') continue;
      failed = true;
      void run.stop();
    }
  };
  run.onFrames((bytes) => model.append(bytes));
  const timer = setInterval(() => {
    if (model.session) look(Number(process.hrtime.bigint()) - model.reader.startNs);
  }, LOOK_MS);
  try {
    const result = await run.ended;
    if (failed) return EXIT_FINDINGS;
    if (result.reason !== 'ended' && !flags.quiet) process.stderr.write(`heddle: ${result.message}\n`);
    return exitCode(result);
  } finally {
    clearInterval(timer);
    end();
  }
}

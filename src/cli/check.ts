/** `heddle check`: runs a program and fails when something is found that no run should have. */
import { watchFindings } from '../session/findings.ts';
import type { Finding } from '../trace/analysis/finding.ts';
import { EXIT_FINDINGS } from './exit-codes.ts';
import { begin, type RunFlags } from './run.ts';
import { findingInWords } from './words.ts';

export interface CheckFlags extends RunFlags {
  readonly failOn: Finding['severity'];
}

/** Resolves to the exit code: 1 as soon as a finding of the least severity that fails is certain. */
export async function checkProgram(file: string, args: readonly string[], flags: CheckFlags): Promise<number> {
  const { run, exitCode, end } = begin(file, args, flags, flags.json ? 'stderr' : 'inherit');
  let failed = false;
  watchFindings(run, (finding) => {
    if (flags.json) process.stdout.write(`${JSON.stringify(finding)}\n`);
    else process.stderr.write(`${findingInWords(finding)}\n`);
    if (finding.severity !== 'error' && flags.failOn === 'error') return;
    failed = true;
    void run.stop();
  });
  try {
    const result = await run.ended;
    if (failed) return EXIT_FINDINGS;
    if (result.reason !== 'ended' && !flags.quiet) process.stderr.write(`heddle: ${result.message}\n`);
    return exitCode(result);
  } finally {
    end();
  }
}

/** `heddle check`: runs a program and fails when something is found that no run should have. */
import { writeFileSync } from 'node:fs';
import { watchFindings } from '../session/findings.ts';
import type { Finding } from '../trace/analysis/finding.ts';
import { EXIT_FINDINGS, UsageError } from './exit-codes.ts';
import { begin, type RunFlags } from './run.ts';
import { sarifOf } from './sarif.ts';
import { version } from './version.ts';
import { findingInWords } from './words.ts';

export interface CheckFlags extends RunFlags {
  readonly failOn: Finding['severity'];
  /** Where to write a SARIF file. */
  readonly sarif?: string;
}

/** Resolves to the exit code: 1 as soon as a finding of the least severity that fails is certain. */
export async function checkProgram(file: string, args: readonly string[], flags: CheckFlags): Promise<number> {
  const findings: Finding[] = [];
  // Written before the run too: a place that cannot be written is told at once.
  if (flags.sarif !== undefined) writeSarif(flags.sarif, findings);
  const { run, exitCode, end } = begin(file, args, flags, flags.json ? 'stderr' : 'inherit');
  let failed = false;
  watchFindings(run, (finding) => {
    findings.push(finding);
    if (flags.json) process.stdout.write(`${jsonOf(finding)}\n`);
    else process.stderr.write(`${findingInWords(finding)}\n`);
    if (finding.severity !== 'error' && flags.failOn === 'error') return;
    failed = true;
    void run.stop();
  });
  try {
    const result = await run.ended;
    if (flags.sarif !== undefined) writeSarif(flags.sarif, findings);
    if (failed) return EXIT_FINDINGS;
    if (result.reason !== 'ended' && !flags.quiet) process.stderr.write(`heddle: ${result.message}\n`);
    return exitCode(result);
  } finally {
    end();
  }
}

function writeSarif(path: string, findings: readonly Finding[]): void {
  try {
    writeFileSync(path, `${JSON.stringify(sarifOf(findings, version(), process.cwd()), undefined, 2)}\n`);
  } catch (error) {
    throw new UsageError(`the SARIF file ${path} cannot be written: ${(error as Error).message}`);
  }
}

/** A finding as one line of JSON: its sentences in English only. */
function jsonOf({ phrases: _, ...finding }: Finding): string {
  return JSON.stringify(finding);
}

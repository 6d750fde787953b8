/** `heddle check`: runs a program, or reads a trace, and fails when something is found that no run should have. */
import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { watchFindings } from '../session/findings.ts';
import type { Finding } from '../trace/analysis/finding.ts';
import { Replay } from '../trace/analysis/replay.ts';
import { FILE_HEADER_BYTES, parseFileHeader } from '../trace/trace-file.ts';
import { EXIT_FINDINGS, UsageError } from './exit-codes.ts';
import { existingFile } from './places.ts';
import { readTraceFile, tellDamage } from './read-trace.ts';
import { begin, type RunFlags } from './run.ts';
import { sarifOf } from './sarif.ts';
import { version } from './version.ts';
import { card, summary, writingTo } from './words.ts';

export interface CheckFlags extends RunFlags {
  readonly failOn: Finding['severity'];
  /** Where to write a SARIF file. */
  readonly sarif?: string;
}

/** Resolves to the exit code: 1 as soon as a finding of the least severity that fails is certain. */
export async function checkProgram(file: string, args: readonly string[], flags: CheckFlags): Promise<number> {
  const path = existingFile(file, 'program or trace');
  const report = new Report(flags);
  if (isTrace(path)) return await checkTrace(path, file, args, flags, report);
  const { run, exitCode, end } = begin(file, args, flags, flags.json ? 'stderr' : 'inherit');
  watchFindings(run, (finding) => {
    if (report.add(finding)) void run.stop();
  });
  try {
    const result = await run.ended;
    report.end();
    if (report.failed) return EXIT_FINDINGS;
    if (result.reason !== 'ended' && !flags.quiet) process.stderr.write(`heddle: ${result.message}\n`);
    return exitCode(result);
  } finally {
    end();
  }
}

async function checkTrace(
  path: string,
  shown: string,
  args: readonly string[],
  { trace, timeout, node }: CheckFlags,
  report: Report,
): Promise<number> {
  if (args.length > 0 || trace !== undefined || timeout !== undefined || node !== undefined)
    throw new UsageError(
      `${shown} is a trace, which is not run: it takes no arguments and no options of a run (options stand before it)`,
    );
  const replay = new Replay(true);
  await readTraceFile(path, shown, replay.model, (bytes) => replay.append(bytes));
  for (const finding of replay.finish()) report.add(finding);
  tellDamage(replay.model, shown);
  report.end();
  return report.failed ? EXIT_FINDINGS : 0;
}

/** Tells findings in the form that was asked for, and keeps what they come to. */
class Report {
  /** Something was found that fails the check. */
  failed = false;
  readonly #flags: CheckFlags;
  readonly #findings: Finding[] = [];

  constructor(flags: CheckFlags) {
    this.#flags = flags;
    // Written before the run too: a place that cannot be written is told at once.
    this.#writeSarif();
  }

  /** Tells a finding; true when it fails the check. */
  add(finding: Finding): boolean {
    const { json, quiet, failOn } = this.#flags;
    this.#findings.push(finding);
    if (json) process.stdout.write(`${jsonOf(finding)}\n`);
    else if (!quiet) process.stderr.write(`${card(finding, writingTo(process.stderr))}\n\n`);
    const fails = finding.severity === 'error' || failOn === 'warning';
    this.failed ||= fails;
    return fails;
  }

  /** Nothing more will be found. */
  end(): void {
    this.#writeSarif();
    const { json, quiet } = this.#flags;
    if (!json && !quiet) process.stderr.write(`${summary(this.#findings)}\n`);
  }

  #writeSarif(): void {
    const path = this.#flags.sarif;
    if (path === undefined) return;
    try {
      const log = sarifOf(this.#findings, version(), process.cwd());
      writeFileSync(path, `${JSON.stringify(log, undefined, 2)}\n`);
    } catch (error) {
      throw new UsageError(`the SARIF file ${path} cannot be written: ${(error as Error).message}`);
    }
  }
}

/** A finding as one line of JSON: its sentences in English only. */
function jsonOf({ phrases: _, ...finding }: Finding): string {
  return JSON.stringify(finding);
}

/** Whether a file is a trace, by its name or by how it begins. */
function isTrace(path: string): boolean {
  if (extname(path) === '.heddle') return true;
  const head = new Uint8Array(FILE_HEADER_BYTES);
  const fd = openSync(path, 'r');
  try {
    return readSync(fd, head, 0, head.length, 0) === head.length && parseFileHeader(head).kind !== 'not-a-trace';
  } finally {
    closeSync(fd);
  }
}

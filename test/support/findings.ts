/** Runs a program through a real session and tells what is found wrong with it. */
import { join } from 'node:path';
import { watchFindings } from '../../src/session/findings.ts';
import { startRun } from '../../src/session/start.ts';
import type { Finding } from '../../src/trace/analysis/finding.ts';
import { DIST } from './heddle.ts';

/** The findings of one run, to its end or to its first error. */
export async function findingsOf(program: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  const run = startRun({ program, runtimeDir: join(DIST, 'runtime'), stdio: 'pipe', timeoutMs: 60_000 });
  watchFindings(run, (finding) => {
    findings.push(finding);
    if (finding.severity === 'error') void run.stop();
  });
  await run.ended;
  return findings;
}

/** Runs a program through a real session to its end and keeps its trace and everything that is found in it. */
import { startRun } from '../../../src/session/start.ts';
import type { RunResult } from '../../../src/session/types.ts';
import { Analysis } from '../../../src/trace/analysis/analysis.ts';
import type { Finding } from '../../../src/trace/analysis/finding.ts';
import { TraceModel } from '../../../src/trace/model.ts';
import { DIST } from '../../support/heddle.ts';

/** What a program did. */
export interface Played {
  readonly result: RunResult;
  readonly model: TraceModel;
  readonly findings: readonly Finding[];
  /** Both of its streams. */
  readonly output: string;
}

/** Plays a program, looking at it as `heddle check` does, without stopping it. */
export async function playProgram(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Played> {
  const model = new TraceModel();
  const analysis = new Analysis(model);
  let output = '';
  const run = startRun({ program, args, env, runtimeDir: `${DIST}/runtime`, stdio: 'pipe', timeoutMs: 60_000 });
  run.onFrames((bytes) => model.append(bytes));
  run.onOutput((_stream, bytes) => {
    output += Buffer.from(bytes).toString();
  });
  const timer = setInterval(() => {
    if (model.session) analysis.look(Number(process.hrtime.bigint()) - model.reader.startNs);
  }, 20);
  const result = await run.ended;
  clearInterval(timer);
  model.complete();
  analysis.look(Number.POSITIVE_INFINITY);
  return { result, model, findings: analysis.findings, output };
}

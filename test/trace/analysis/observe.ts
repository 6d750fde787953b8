/** Runs a program through a real session and keeps what is found in it, live and again from its bytes. */

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startRun } from '../../../src/session/start.ts';
import type { RunResult } from '../../../src/session/types.ts';
import { Analysis } from '../../../src/trace/analysis/analysis.ts';
import type { Finding } from '../../../src/trace/analysis/finding.ts';
import { TraceModel } from '../../../src/trace/model.ts';
import { DIST } from '../../support/heddle.ts';

/** What came of a run. */
export interface Observed {
  readonly result: RunResult;
  /** What was found while it ran; it is stopped at the first finding of severity error. */
  readonly findings: readonly Finding[];
  /** Time from the last event that a finding cites to the finding, in ms; of the first finding. */
  readonly delayMs: number | undefined;
  /** What is found in all of its events at once, as in a file. */
  readonly again: readonly Finding[];
  readonly output: string;
}

/** The folder of programs of a kind. */
export function programs(kind: string): string {
  return fileURLToPath(new URL(`programs/${kind}/`, import.meta.url));
}

const LOOK_MS = 40;

/** Runs a program to its end or its first defect. */
export async function observe(program: string, args: readonly string[] = [], timeoutMs = 120_000): Promise<Observed> {
  const model = new TraceModel();
  const analysis = new Analysis(model);
  const chunks: Uint8Array[] = [];
  let output = '';
  let delayMs: number | undefined;
  const run = startRun({ program, args, runtimeDir: join(DIST, 'runtime'), stdio: 'pipe', timeoutMs });
  const look = (nowNs: number): void => {
    const found = analysis.look(nowNs).find(({ severity }) => severity === 'error');
    if (!found) return;
    const closed = Math.max(...found.events.map((event) => model.store.at(event)));
    delayMs ??= (nowNs - closed) / 1e6;
    void run.stop();
  };
  run.onFrames((bytes) => {
    model.append(bytes);
    chunks.push(bytes.slice());
  });
  run.onOutput((_, bytes) => {
    output += Buffer.from(bytes).toString();
  });
  const timer = setInterval(() => {
    const startNs = model.session?.startNs;
    if (startNs !== undefined) look(Number(process.hrtime.bigint()) - startNs);
  }, LOOK_MS);
  const result = await run.ended;
  clearInterval(timer);
  model.complete();
  if (result.reason === 'ended') look(Number.POSITIVE_INFINITY);
  return { result, findings: analysis.findings, delayMs, again: findAgain(chunks), output };
}

function findAgain(chunks: readonly Uint8Array[]): Finding[] {
  const model = new TraceModel();
  for (const bytes of chunks) model.append(bytes);
  model.complete();
  return new Analysis(model).look(Number.POSITIVE_INFINITY);
}

/** Does many things, several at once, in the order in which they were asked for. */
export class Crew {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(atOnce = availableParallelism() + 1) {
    this.#free = atOnce;
  }
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}

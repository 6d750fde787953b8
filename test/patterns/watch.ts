/** Runs a pattern through a real session and keeps what it printed, its trace and what is wrong with it. */
import { join } from 'node:path';
import { startRun } from '../../src/session/start.ts';
import type { RunResult } from '../../src/session/types.ts';
import { Analysis } from '../../src/trace/analysis/analysis.ts';
import type { Finding } from '../../src/trace/analysis/finding.ts';
import type { Actor } from '../../src/trace/identities.ts';
import { TraceModel } from '../../src/trace/model.ts';
import type { EventData, Op, Outcome, Phase } from '../../src/trace/schema.ts';
import { DIST } from '../support/heddle.ts';

/** One event, in words. */
export interface Happened {
  readonly at: number;
  readonly op: Op;
  readonly phase: Phase;
  /** The actor's name. */
  readonly actor: string;
  /** The resource's name, or nothing. */
  readonly resource: string;
  readonly outcome: Outcome | undefined;
  readonly data: EventData;
}

/** What a pattern did. */
export interface Watched {
  readonly result: RunResult;
  /** Lines of both streams, in the order in which they came. */
  readonly lines: readonly string[];
  readonly errors: string;
  /** Findings of severity error; the run is stopped at the first that keeps it from ending by itself. */
  readonly defects: readonly Finding[];
  readonly events: readonly Happened[];
  actor(name: string): Actor;
}

/** Runs `src/patterns/<id>.ts` to its end, or to its first certain hang. */
export async function watchPattern(id: string): Promise<Watched> {
  const model = new TraceModel();
  const analysis = new Analysis(model);
  let output = '';
  let errors = '';
  const run = startRun({
    program: join(DIST, 'patterns', `${id}.ts`),
    runtimeDir: join(DIST, 'runtime'),
    stdio: 'pipe',
    timeoutMs: 60_000,
  });
  const look = (nowNs: number): void => {
    const found = analysis.look(nowNs);
    if (found.some(({ severity, finding }) => severity === 'error' && finding !== 'race')) void run.stop();
  };
  run.onFrames((bytes) => model.append(bytes));
  run.onOutput((stream, bytes) => {
    const text = Buffer.from(bytes).toString();
    if (stream === 'stdout') output += text;
    else errors += text;
  });
  const timer = setInterval(() => {
    const startNs = model.session?.startNs;
    if (startNs !== undefined) look(Number(process.hrtime.bigint()) - startNs);
  }, 50);
  const result = await run.ended;
  clearInterval(timer);
  model.complete();
  if (result.reason === 'ended') look(Number.POSITIVE_INFINITY);
  return {
    result,
    lines: output.split('\n').slice(0, -1),
    errors,
    defects: analysis.findings.filter(({ severity }) => severity === 'error'),
    events: eventsOf(model),
    actor: (name) => {
      const found = model.actors.find((actor) => actor.name === name);
      if (!found) throw new Error(`there is no ${name} among ${model.actors.map((actor) => actor.name).join(', ')}`);
      return found;
    },
  };
}

/** By time; what happened on one resource stands in the resource's own order. */
function eventsOf(model: TraceModel): Happened[] {
  const { store } = model;
  return Array.from({ length: store.length }, (_, index) => ({
    at: store.at(index),
    op: store.op(index),
    phase: store.phase(index),
    actor: model.actors[store.actor(index)]!.name,
    resource: model.resources[store.resource(index)]?.name ?? '',
    outcome: store.outcome(index),
    data: store.data(index) ?? {},
    rseq: store.rseq(index),
  })).sort((a, b) =>
    a.resource !== '' && a.resource === b.resource && a.rseq > 0 && b.rseq > 0 ? a.rseq - b.rseq : a.at - b.at,
  );
}

/** The most that were inside at once: `ok` ends of acquire count up, releases down, in the resource's own order. */
export function mostInside({ events }: Watched, resource: string): number {
  let inside = 0;
  let most = 0;
  const own = events.filter((event) => event.resource === resource);
  for (const { op, phase, outcome } of own) {
    if (op === 'acquire' && phase === 'end' && outcome === 'ok') most = Math.max(most, ++inside);
    else if (op === 'release') inside--;
  }
  return most;
}

/** The greatest depth that a queue's events tell. */
export function mostItems({ events }: Watched, resource: string): number {
  const depths = events
    .filter((event) => event.resource === resource && event.op === 'put' && event.phase === 'end')
    .map(({ data }) => Number(data.value));
  return Math.max(...depths);
}

/** How many waits on a resource lasted longer than this. */
export function longWaits({ events }: Watched, resource: string, op: Op, ms = 30): number {
  const open = new Map<string, number>();
  let count = 0;
  for (const event of events
    .filter((each) => each.resource === resource && each.op === op)
    .sort((a, b) => a.at - b.at)) {
    if (event.phase === 'begin') open.set(event.actor, event.at);
    else if (event.phase === 'end' && event.at - (open.get(event.actor) ?? event.at) > ms * 1e6) count++;
  }
  return count;
}

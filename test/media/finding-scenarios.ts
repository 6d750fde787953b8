/** Small traces of programs that go wrong, with what is found in them. */

import { inWords, phrase } from '../../src/trace/analysis/phrase.ts';
import { Replay } from '../../src/trace/analysis/replay.ts';
import type { ShownFinding } from '../../src/trace/protocol.ts';
import { type ActorKey, actorKey, resourceKey } from '../../src/trace/schema.ts';
import type { SyntheticTrace } from '../support/synthetic.ts';
import { Script } from './scenarios.ts';

/** A trace and its findings. */
export interface Troubled {
  readonly trace: SyntheticTrace;
  readonly findings: readonly ShownFinding[];
}

const main = actorKey(8100, 0);

function begin(names: readonly string[]): { script: Script; threads: ActorKey[] } {
  const script = new Script();
  const threads = names.map((_, i) => actorKey(8100, i + 1));
  script.at(2);
  script.actor(main, 'MainProcess', 'process', { pid: 8100 });
  script.instant(20, main, 'run', { name: 'main' });
  return { script, threads };
}

function startThreads(script: Script, threads: readonly ActorKey[], names: readonly string[]): void {
  for (const [i, key] of threads.entries()) {
    script.instant(30 + i * 2, main, 'start', { target: key }, undefined, 40 + i);
    script.actor(key, names[i]!, 'thread', { parent: main, tid: i + 1 });
    script.instant(40 + i * 2, key, 'run', { name: 'work' });
  }
}

/** Main waits for threads, and has nothing else to do. */
function join(script: Script, ms: number, threads: readonly ActorKey[]): void {
  for (const [i, target] of threads.entries()) script.begin(ms, main, 'join', undefined, 45, { target }, i + 1);
  script.instant(ms + 1, main, 'idle', { n: 0 });
}

/** The frames as they would have come, with the end that the session makes; and what the analysis finds. */
function found(script: Script, stopMs: number | undefined): Troubled {
  if (stopMs !== undefined) {
    script.writer.flush();
    script.instant(stopMs, actorKey(0, 0), 'exit', { target: main, reason: 'session' });
  }
  const trace = script.writer.trace();
  const replay = new Replay();
  replay.append(trace.bytes);
  return { trace, findings: replay.finish().map(({ phrases: _, ...finding }) => finding) };
}

/** Two threads, each with the lock that the other one wants. */
export function deadlockTrace(stopped = true): Troubled {
  const names = ['left', 'right'];
  const { script, threads } = begin(names);
  const [fork, knife] = [resourceKey(1, false), resourceKey(2, false)];
  script.at(22);
  script.resource(main, fork, 'fork', 'lock');
  script.resource(main, knife, 'knife', 'lock');
  startThreads(script, threads, names);
  const [left, right] = threads as [ActorKey, ActorKey];
  script.begin(60, left, 'acquire', fork, 21);
  script.end(60.1, left, 'acquire', fork);
  script.begin(72, right, 'acquire', knife, 28);
  script.end(72.1, right, 'acquire', knife);
  script.print(74, left, 'left has the fork');
  script.print(76, right, 'right has the knife');
  script.begin(110, left, 'acquire', knife, 24);
  script.begin(118, right, 'acquire', fork, 31);
  join(script, 130, threads);
  return found(script, stopped ? 700 : undefined);
}

/** Two producers that have ended, and a consumer that waits for more. */
export function stallTrace(): Troubled {
  const names = ['baker', 'helper', 'customer'];
  const { script, threads } = begin(names);
  const queue = resourceKey(1, false);
  script.at(22);
  script.resource(main, queue, 'buns', 'queue', { capacity: 3, value: 0 });
  startThreads(script, threads, names);
  const [baker, helper, customer] = threads as [ActorKey, ActorKey, ActorKey];
  let depth = 0;
  const put = (ms: number, by: ActorKey, item: number) => {
    script.begin(ms, by, 'put', queue, 51);
    script.end(ms + 0.2, by, 'put', queue, { item, value: ++depth, size: 4 });
  };
  put(60, baker, 1);
  put(80, helper, 2);
  script.instant(90, baker, 'exit', { reason: 'returned' });
  script.instant(95, helper, 'exit', { reason: 'returned' });
  for (const item of [1, 2]) {
    script.begin(90 + item * 20, customer, 'get', queue, 63);
    script.end(90.2 + item * 20, customer, 'get', queue, { item, value: --depth, size: 4 });
  }
  script.begin(160, customer, 'get', queue, 63);
  join(script, 170, [customer]);
  return found(script, 700);
}

/** Two threads add to a value, and one addition is lost. The finding is written by hand. */
export function raceTrace(): Troubled {
  const names = ['seller A', 'seller B'];
  const { script, threads } = begin(names);
  const value = resourceKey(1, false);
  script.at(22);
  script.resource(main, value, 'tickets', 'value', { value: 10 });
  startThreads(script, threads, names);
  const [a, b] = threads as [ActorKey, ActorKey];
  script.instant(80, a, 'read', { value: 10 }, value, 33);
  script.instant(88, b, 'read', { value: 10 }, value, 33);
  script.instant(104, a, 'write', { value: 9 }, value, 35);
  script.instant(112, b, 'write', { value: 9 }, value, 35);
  for (const key of threads) script.instant(140, key, 'exit', { reason: 'returned' });
  script.instant(150, main, 'exit', { reason: 'returned', code: 0 });
  const { trace } = found(script, undefined);
  const replay = new Replay();
  replay.append(trace.bytes);
  const { model } = replay;
  const events: number[] = [];
  for (let event = 0; event < model.store.length; event++)
    if (['read', 'write'].includes(model.store.op(event))) events.push(event);
  events.sort((x, y) => model.store.at(x) - model.store.at(y));
  const idOf = (event: number) => model.actors[model.store.actor(event)]!.display;
  const thing = model.resources[0]!.display;
  const site = (line: number) => `/home/ann/shop/buyers.ts:${line}:5`;
  const ids = events.map(idOf);
  return {
    trace,
    findings: [
      {
        finding: 'race',
        severity: 'error',
        scope: 'some',
        message: `seller A and seller B both change ${inWords(phrase('kind.value', 'tickets'))}, and nothing orders them: one change was lost.`,
        remedy: 'Hold one lock around reading and writing tickets, or change it with one atomic add.',
        actors: [
          { id: ids[0]!, name: 'seller A' },
          { id: ids[1]!, name: 'seller B' },
        ],
        resources: [{ id: thing, name: 'tickets', kind: 'value' }],
        edges: [
          { actor: ids[0]!, reads: thing, site: site(33) },
          { actor: ids[1]!, reads: thing, site: site(33) },
          { actor: ids[2]!, writes: thing, site: site(35) },
          { actor: ids[3]!, writes: thing, site: site(35) },
        ],
        sites: [site(33), site(35)],
        events,
      },
    ],
  };
}

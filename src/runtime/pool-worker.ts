/** What a pool's worker runs: one task after the other, until its tasks end. */
import type { ResourceKey } from '../trace/schema.ts';
import { findTarget } from './life/entry.ts';
import { isError } from './life/error-record.ts';
import type { PoolAnswer, PoolTask } from './life/pool-task.ts';
import { decodePayload } from './payload/payload.ts';
import { recorder } from './record/recorder.ts';
import { describe } from './validate.ts';

const NONE = 0 as ResourceKey;

interface Tasks extends Iterable<PoolTask> {
  getAsync(): Promise<PoolTask>;
}
interface Answers {
  put(answer: PoolAnswer): void;
}

/** Serves a pool: the target of its threads and processes. */
export async function serve(tasks: Tasks, answers: Answers): Promise<void> {
  for (const task of tasks) {
    recorder?.begin('task', NONE, 0, { name: task.name, n: task.count });
    const answer = await attempt(task);
    recorder?.end('task', NONE, 0, 'error' in answer ? 'error' : 'ok', 0);
    try {
      answers.put(answer);
    } catch (error) {
      answers.put({ id: task.id, error }); // the result cannot be sent
    }
  }
}

async function attempt({ id, place, calls }: PoolTask): Promise<PoolAnswer> {
  try {
    const target = await findTarget(place);
    const results: unknown[] = [];
    for (const args of decodePayload(calls) as unknown[][]) results.push(await target(...args));
    return { id, results };
  } catch (error) {
    if (isError(error)) return { id, error };
    return { id, error: new Error(`a task threw ${said(error)}`, { cause: error }) };
  }
}

function said(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return describe(thrown);
  }
}

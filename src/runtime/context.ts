/** What this thread knows of itself: filled once at its start (see thread-worker.ts and child-main.ts), read by everybody. */
import { workerData } from 'node:worker_threads';
import { type ActorKey, actorKey } from '../trace/schema.ts';
import { isMainThread } from './main-thread.ts';

/** What a started thread is handed in `workerData.heddle`. Only structured-clonable values. */
export interface ThreadBirth {
  /** Number of the thread within its process; 0 is the process's main thread. */
  readonly thread: number;
  readonly name: string;
  readonly daemon: boolean;
  /** The shared memory between the threads of this process. */
  readonly memory: SharedArrayBuffer;
  readonly [more: string]: unknown;
}

const birth = (isMainThread ? undefined : (workerData as { heddle?: ThreadBirth } | null)?.heddle) as
  | ThreadBirth
  | undefined;

/** What this thread was started with; undefined in a process's main thread and in workers that Heddle did not start. */
export const threadBirth: ThreadBirth | undefined = birth;

/** Number of this thread within its process; 0 is the process's main thread. */
export const threadNumber: number = birth?.thread ?? 0;

/** This thread's number in events. */
export const actor: ActorKey = actorKey(process.pid, threadNumber);

let evaluating = true;
/** True while the program's modules are evaluated in this thread: primitives made now are module-level ones. */
export function isEvaluating(): boolean {
  return evaluating;
}
/** Called once the entry module has been evaluated. */
export function evaluationEnded(): void {
  evaluating = false;
}

/**
 * How a process of the program ends, by Python's rules: its non-daemon threads are waited for, then its daemon children
 * are ended, then its other children are waited for; daemon threads end with the process.
 */
import { type ActorKey, actorKey, type ResourceKey } from '../../trace/schema.ts';
import { recorder } from '../record/recorder.ts';
import { endChild } from './process.ts';
import { processSpares } from './process-spares.ts';
import { lookAfter } from './reaping.ts';
import { changes, isRunning, markMainEnded, QUIESCE_MS, quiesce, running, waitForChange } from './registry.ts';
import { threadSpares } from './thread-spares.ts';

const NONE = 0 as ResourceKey;
const ENDING_RULE = "end of the process: its main thread's own function has ended";
const CHILD_RULE = "daemon process: its parent's own threads have ended";
const THREAD_RULE = 'daemon thread: all other threads of its process have ended';

/** How often one looks after children whose starter may be gone. */
const LOOK_MS = 200;

async function waited(target: ActorKey, whileSo: () => boolean, lookMs?: number): Promise<void> {
  const record = recorder;
  const flight = record?.nextFlight() ?? 0;
  record?.begin('join', NONE, flight, { target, rule: ENDING_RULE });
  record?.flush();
  for (let seen = changes(); whileSo(); seen = changes()) await waitForChange(seen, lookMs);
  record?.end('join', NONE, flight, 'ok', 0, { target });
}

/** Waits and ends as the rules say; what remains to be done is process.exit. */
export async function endFamily(): Promise<void> {
  markMainEnded();
  endSpares();
  for (;;) {
    const threads = running('thread').filter(({ daemon }) => !daemon);
    const thread = threads[0];
    if (!thread) break;
    await waited(actorKey(process.pid, thread.number), () =>
      running('thread').some(({ number }) => number === thread.number),
    );
  }
  for (const child of running('child')) {
    if (child.daemon) endChild(child, 'SIGTERM', 'daemon', CHILD_RULE);
  }
  for (;;) {
    const child = running('child')[0];
    if (!child) break;
    const runs = () => {
      lookAfter(child);
      return isRunning(child);
    };
    await waited(actorKey(child.pid, 0), runs, LOOK_MS);
  }
}

/** Only the main thread's own function could have taken them. */
function endSpares(): void {
  threadSpares.end();
  processSpares.end();
}

/** Called at the process's exit, however it came: ends who may not outlive it. */
export function endDaemons(): void {
  endSpares();
  for (const child of running('child')) {
    if (child.daemon) endChild(child, 'SIGTERM', 'daemon', CHILD_RULE);
  }
  const threads = running('thread');
  for (const { number } of threads) {
    const target = actorKey(process.pid, number);
    recorder?.instant('exit', NONE, 0, { target, reason: 'daemon', rule: THREAD_RULE });
  }
  // Nobody to wait for, and nothing to look at the clock for: that alone would load what takes a child 1 ms.
  if (threads.length === 0) return;
  const deadline = performance.now() + QUIESCE_MS;
  for (const thread of threads) quiesce(thread, deadline - performance.now());
}

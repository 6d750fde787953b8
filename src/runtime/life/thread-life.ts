/** What runs in a started worker thread: its target, and its end. */
import type { ResourceKey } from '../../trace/schema.ts';
import { threadBirth } from '../context.ts';
import { threadEnded } from '../machine/owners.ts';
import { decodePayload } from '../payload/payload.ts';
import '../sync/kinds.ts';
import { keepAlive } from '../machine/keep-alive.ts';
import { startRecording } from '../record/install.ts';
import { recorder } from '../record/recorder.ts';
import { announceEnd, endsBecause, endsByReturning } from './end-state.ts';
import { entryModule, runTarget } from './entry.ts';
import { toRecord } from './error-record.ts';
import { hookResolution } from './hooks.ts';
import { installOutput } from './output.ts';
import { ownChildren } from './process.ts';
import { changes, markEnded, waitForChange } from './registry.ts';
import { reportUncaught } from './report.ts';
import { processFacts } from './self.ts';
import { type Delay, leaveError, lingerAtExit, type StartedBirth, spawn, type ThreadWork } from './thread-start.ts';
import { onUncaught } from './uncaught.ts';

const birth = threadBirth as StartedBirth;

/** Lives the life that this worker was started for. */
export function liveAsThread(): void {
  if (processFacts.hooked) hookResolution();
  if (birth.work) void live(birth.work);
  else spawn();
}

async function live(work: ThreadWork): Promise<void> {
  keepAlive();
  const { name, daemon } = birth;
  startRecording(processFacts.pipeFd, processFacts.sites, { name, kind: 'thread', daemon, parent: work.parent });
  installOutput();
  process.argv.splice(1, process.argv.length, ...(birth.argv as string[]));
  let told = false;
  const tell = () => {
    if (told) return;
    told = true;
    threadEnded(endsByReturning() ? 'returned' : 'died');
    announceEnd(typeof process.exitCode === 'number' ? process.exitCode : 0);
    markEnded({ of: 'thread', number: birth.thread, slot: work.slot });
  };
  process.on('exit', tell);
  lingerAtExit();
  const fail = (error: unknown) => {
    reportUncaught(`thread ${name}`, error);
    leaveError(work.lastWords, toRecord(error));
    endsBecause('error', error);
    process.exit(1);
  };
  onUncaught(fail);
  try {
    if (work.delay && !waited(work.delay)) return end();
    if (work.program) await entryModule();
    await runTarget(work.target, decodePayload(work.args) as unknown[]);
  } catch (error) {
    fail(error);
    return;
  }
  await end();

  async function end(): Promise<void> {
    endsBecause('returned');
    // Its children's ends are seen here: it stays for them, unseen itself.
    if (ownChildren() > 0) {
      tell();
      for (let seen = changes(); ownChildren() > 0; seen = changes()) await waitForChange(seen);
    }
    process.exit();
  }
}

/** False when it was cancelled meanwhile. */
function waited({ ms, cancelled }: Delay): boolean {
  const word = new Int32Array(cancelled);
  recorder?.begin('sleep', 0 as ResourceKey, 0, { ms });
  recorder?.flush();
  Atomics.wait(word, 0, 0, ms);
  recorder?.end('sleep', 0 as ResourceKey, 0, 'ok', 0);
  return Atomics.load(word, 0) === 0;
}

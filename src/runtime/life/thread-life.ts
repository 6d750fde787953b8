/** What runs in a started worker thread: its target, and its end. */
import { receiveMessageOnPort } from 'node:worker_threads';
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
import { hookResolution, hookSources } from './hooks.ts';
import { installOutput } from './output.ts';
import { ownChildren } from './process.ts';
import { announceDisturbance, changes, markEnded, waitForChange } from './registry.ts';
import { reportUncaught } from './report.ts';
import { becomeThread, processFacts, threadDaemon, threadName } from './self.ts';
import {
  type Delay,
  leaveError,
  lingerAtExit,
  SPARE_SLEEPS,
  type Spare,
  type SpareOrders,
  type StartedBirth,
  spawn,
  type ThreadWork,
} from './thread-start.ts';
import { onUncaught } from './uncaught.ts';

const birth = threadBirth as StartedBirth;

/** What this thread is to do; undefined in one that was started in advance, until it is told. */
let work: ThreadWork | undefined;
let toldEnd = false;

/** Lives the life that this worker was started for. */
export function liveAsThread(): void {
  if (processFacts.hooked) hookResolution();
  else hookSources();
  const slot = (birth.work ?? birth.spare)?.slot;
  if (slot !== undefined) announceDisturbance(slot);
  if (birth.spare) void liveInAdvance(birth.spare);
  else if (birth.work) {
    work = birth.work;
    prepare();
    void live(work);
  } else spawn();
}

/** Does all that can be done before it is known what for, then waits for that. */
async function liveInAdvance(spare: Spare): Promise<void> {
  prepare();
  // An error comes again when the module is asked for by what is to be done.
  if (spare.program) await entryModule().catch(() => {});
  Atomics.wait(spare.state, 0, SPARE_SLEEPS);
  takeOrders();
  await live(work!);
}

/** Takes in what a thread started in advance is to do, once it has been told. */
function takeOrders(): void {
  if (work !== undefined || birth.spare === undefined) return;
  const orders = receiveMessageOnPort(birth.spare.port)?.message as SpareOrders | undefined;
  if (orders === undefined) return;
  birth.spare.port.close();
  becomeThread(orders.name, orders.daemon);
  work = { slot: birth.spare.slot, ...orders.work };
  announce(work);
}

function announce({ parent }: ThreadWork): void {
  const { pipeFd, sites } = processFacts;
  startRecording(pipeFd, sites, { name: threadName, kind: 'thread', daemon: threadDaemon, parent });
}

function prepare(): void {
  keepAlive();
  if (work) announce(work);
  installOutput();
  process.argv.splice(1, process.argv.length, ...(birth.argv as string[]));
  process.on('exit', tell);
  lingerAtExit();
  onUncaught(fail);
}

function tell(): void {
  takeOrders();
  if (toldEnd || work === undefined) return;
  toldEnd = true;
  threadEnded(endsByReturning() ? 'returned' : 'died');
  announceEnd(typeof process.exitCode === 'number' ? process.exitCode : 0);
  markEnded({ of: 'thread', number: birth.thread, slot: work.slot });
}

function fail(error: unknown): void {
  takeOrders();
  if (work) {
    reportUncaught(`thread ${threadName}`, error);
    leaveError(work.lastWords, toRecord(error));
    endsBecause('error', error);
  }
  process.exit(1);
}

async function live({ delay, program, target, args }: ThreadWork): Promise<void> {
  try {
    if (delay && !waited(delay)) return end();
    if (program) await entryModule();
    await runTarget(target, decodePayload(args) as unknown[]);
  } catch (error) {
    fail(error);
    return;
  }
  await end();
}

async function end(): Promise<void> {
  endsBecause('returned');
  // Its children's ends are seen here: it stays for them, unseen itself.
  if (ownChildren() > 0) {
    tell();
    for (let seen = changes(); ownChildren() > 0; seen = changes()) await waitForChange(seen);
  }
  process.exit();
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

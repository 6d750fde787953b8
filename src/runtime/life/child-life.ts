/** What runs in a started child process: its target, and its end. */
import { readSync } from 'node:fs';
import { adoptProcessMemory, processMemory } from '../machine/processes.ts';
import { decodePayload } from '../payload/payload.ts';
import '../sync/kinds.ts';
import { keepAlive } from '../machine/keep-alive.ts';
import { startRecording } from '../record/install.ts';
import {
  birthArguments,
  type ChildBirth,
  childBirth,
  mailboxFd,
  readBirth,
  tellTaken,
  writeLastWords,
} from './birth.ts';
import { endsBecause } from './end-state.ts';
import { endFamily } from './ending.ts';
import { entryModule, runTarget } from './entry.ts';
import { toRecord } from './error-record.ts';
import { hookSources } from './hooks.ts';
import { watchEnd } from './main.ts';
import { installOutput } from './output.ts';
import { watchParent } from './parent.ts';
import { reportUncaught } from './report.ts';
import { becomeProcess, processFacts } from './self.ts';
import { onUncaught } from './uncaught.ts';

/** What this process is to do; undefined in one that was started in advance, until it is told. */
let work: ChildBirth | undefined;

/** Lives the life that this process was started for. */
export function liveAsChild(): void {
  if (childBirth === undefined || mailboxFd === undefined) {
    process.stderr.write('heddle: child-main is started by Process.start() only\n');
    process.exit(2);
  }
  if (childBirth.bellFd === undefined) work = childBirth;
  prepare(childBirth, mailboxFd);
  if (work) void live(work, birthArguments(mailboxFd), mailboxFd);
  else void liveInAdvance(childBirth, mailboxFd);
}

/** Does all that can be done before it is known what for, then waits for that: for ever, or until its parent is gone. */
async function liveInAdvance({ program, memoryFd, bellFd, ordersFd }: ChildBirth, mailbox: number): Promise<void> {
  if (memoryFd !== undefined) processMemory();
  // An error comes again when the module is asked for by what is to be done.
  if (program) await entryModule().catch(() => {});
  if (!isCalled(bellFd!)) process.exit();
  work = readBirth(ordersFd!);
  becomeProcess(work);
  announce(work);
  await live(work, birthArguments(ordersFd!), mailbox);
}

/** Waits for a byte; false when none can come any more. */
function isCalled(fd: number): boolean {
  try {
    return readSync(fd, Buffer.alloc(1)) === 1;
  } catch {
    return false;
  }
}

function announce({ pipeFd, sites, name, daemon, parent, parentPid }: ChildBirth): void {
  startRecording(pipeFd, sites, { name, kind: 'process', daemon, parent });
  // Under a session its guardian sees to that.
  if (daemon && process.env.HEDDLE_SESSION === undefined) watchParent(parentPid);
}

function prepare(birth: ChildBirth, mailbox: number): void {
  keepAlive();
  hookSources();
  process.argv.splice(1, process.argv.length, ...birth.argv);
  adoptProcessMemory(birth.memoryFd);
  if (work) announce(work);
  installOutput();
  watchEnd();
  onUncaught((error) => {
    if (work) fail(mailbox, error);
    process.exit(1);
  });
}

function fail(mailbox: number, error: unknown): void {
  reportUncaught(`process ${processFacts.name}`, error);
  writeLastWords(mailbox, { exitCode: 1, error: toRecord(error) });
  endsBecause('error', error);
  process.exitCode = 1;
}

async function live({ program, target }: ChildBirth, args: Uint8Array, mailbox: number): Promise<void> {
  try {
    if (program) await entryModule();
    tellTaken(mailbox);
    await runTarget(target, decodePayload(args) as unknown[]);
    endsBecause('returned');
  } catch (error) {
    fail(mailbox, error);
  }
  await endFamily();
  process.exit();
}

/** Starts child processes: at once with what they are to do, or in advance. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { LifecycleError } from '../errors.ts';
import { processMemoryFd } from '../machine/processes.ts';
import { MAILBOX_VARIABLE } from '../main-thread.ts';
import { runtimeEntry } from '../paths.ts';
import { recorder } from '../record/recorder.ts';
import { type ChildBirth, closeMailbox, createMailbox, openNameless } from './birth.ts';
import { CODE_VARIABLE, handedCodeFd } from './code.ts';
import { entryUrl, type TargetPlace } from './entry.ts';
import { isHooked } from './hooks.ts';
import { childArguments } from './process-arguments.ts';
import { stripProgram } from './program-sources.ts';
import { processFacts, selfActor } from './self.ts';
import { strippedSources } from './sources.ts';
import { usesMain } from './uses-main.ts';

/** The descriptors that a child has inherited, by their numbers there. */
type Inherited = Pick<ChildBirth, 'memoryFd' | 'pipeFd' | 'bellFd' | 'ordersFd'>;

/** A child and the ways to it. */
export interface StartedChild {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly mailbox: number;
  readonly inherited: Inherited;
  /** Of a child that was started in advance. */
  readonly orders: Orders | undefined;
}

/** How a child that was started in advance learns what to do. */
export interface Orders {
  /** An empty mailbox for them. */
  readonly mailbox: number;
  /** A byte tells that they lie there; the end, that there will be none. */
  readonly bell: Writable;
}

/** What a child is told at its birth, or at the end of its wait. */
export function childBirthOf(name: string, daemon: boolean, target: TargetPlace, inherited: Inherited): ChildBirth {
  if (!isHooked) stripProgram(entryUrl);
  return {
    name,
    daemon,
    entry: entryUrl,
    program: usesMain(),
    target,
    argv: process.argv.slice(1),
    parentPid: process.pid,
    parent: selfActor,
    parentName: processFacts.name,
    ...inherited,
    sites: processFacts.sites,
    sources: strippedSources(),
  };
}

const NOTHING: TargetPlace = { url: undefined, name: '' };

/** Starts a child; without a target it waits for orders. */
export function startChild(name: string, daemon: boolean, target?: TargetPlace, args?: Uint8Array): StartedChild {
  const ordersMailbox = target ? undefined : openNameless();
  const passed: (number | 'pipe')[] = [];
  const pass = (fd: number | 'pipe' | undefined) => (fd === undefined ? undefined : 3 + passed.push(fd));
  const inherited: Inherited = {
    memoryFd: pass(processMemoryFd()),
    pipeFd: pass(recorder === undefined ? undefined : processFacts.pipeFd),
    bellFd: target ? undefined : pass('pipe'),
    ordersFd: ordersMailbox === undefined ? undefined : pass(ordersMailbox),
  };
  const codeFd = pass(handedCodeFd());
  const birth = childBirthOf(name, daemon, target ?? NOTHING, inherited);
  const mailbox = createMailbox(birth, args ?? new Uint8Array());
  recorder?.flush();
  const child = spawn(process.execPath, [...childArguments(), fileURLToPath(runtimeEntry('child-main'))], {
    stdio: ['ignore', 1, 2, mailbox, ...passed],
    env: { ...process.env, [MAILBOX_VARIABLE]: '3', [CODE_VARIABLE]: codeFd?.toString() },
  });
  if (child.pid === undefined) {
    child.on('error', () => {});
    closeMailbox(mailbox);
    if (ordersMailbox !== undefined) closeMailbox(ordersMailbox);
    throw new LifecycleError(`process ${name} could not be started: ${process.execPath} did not run`);
  }
  const orders =
    ordersMailbox === undefined
      ? undefined
      : { mailbox: ordersMailbox, bell: child.stdio[inherited.bellFd!] as Writable };
  return { child, pid: child.pid, mailbox, inherited, orders };
}

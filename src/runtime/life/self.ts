/** What this thread knows of itself and of the process it runs in. */

import { actor, threadBirth } from '../context.ts';
import { isMainThread } from '../main-thread.ts';
import { childBirth } from './birth.ts';

/** What all threads of a process know of it; the main thread hands it on. */
export interface ProcessFacts {
  readonly name: string;
  readonly daemon: boolean;
  /** Whether Heddle started this process; false in the main program. */
  readonly child: boolean;
  readonly parentPid: number;
  readonly parentName: string;
  /** The event pipe, where events are recorded. */
  readonly pipeFd: number | undefined;
  /** Whether call sites are recorded. */
  readonly sites: boolean;
  /** Whether `heddle/...` is resolved by our hook, because the program stands where nothing is installed. */
  readonly hooked: boolean;
}

function findFacts(): ProcessFacts {
  if (threadBirth) return threadBirth.process as ProcessFacts;
  const pipe = Number(process.env.HEDDLE_PIPE_FD ?? Number.NaN);
  const sites = process.env.HEDDLE_SITES !== '0';
  // Descriptors belong to this very process: what it starts in other ways must not take them for its own.
  delete process.env.HEDDLE_PIPE_FD;
  return {
    name: childBirth?.name ?? 'MainProcess',
    daemon: childBirth?.daemon ?? false,
    child: childBirth !== undefined,
    parentPid: childBirth?.parentPid ?? 0,
    parentName: childBirth?.parentName ?? '',
    pipeFd: childBirth ? childBirth.pipeFd : Number.isInteger(pipe) && pipe > 2 ? pipe : undefined,
    sites: childBirth ? childBirth.sites : sites,
    hooked: process.env.HEDDLE_SESSION !== undefined,
  };
}

/** The facts of this process. */
export const processFacts: ProcessFacts = findFacts();

/** Said to a child that was started in advance, once it is known what for. */
export function becomeProcess(facts: Pick<ProcessFacts, 'name' | 'daemon'>): void {
  Object.assign(processFacts, { name: facts.name, daemon: facts.daemon });
}

/** Name of this thread. */
export let threadName: string = threadBirth?.name ?? 'MainThread';
/** Whether this thread is one that its process does not wait for. */
export let threadDaemon: boolean = threadBirth?.daemon ?? false;
/** Said to a thread that was started in advance, once it is known what for. */
export function becomeThread(name: string, daemon: boolean): void {
  threadName = name;
  threadDaemon = daemon;
}
/** This thread as the parent of what it starts, in events. */
export const selfActor: number = actor;
/** True in the main thread of the main program: not in its threads and children, nor in workers that Heddle did not start. */
export const isMainProgram: boolean = isMainThread && !processFacts.child;

/** Processes: real child processes that run a function of the program. */
import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { type ActorKey, actorKey, type ResourceKey } from '../../trace/schema.ts';
import { threadNumber } from '../context.ts';
import { DaemonicChildError, LifecycleError } from '../errors.ts';
import { encodePayload } from '../payload/payload.ts';
import { type Traveller, takeBack } from '../payload/transit.ts';
import { handlesLeave } from '../record/handles.ts';
import { countChildrenWith } from '../record/idle.ts';
import { recordEndOf } from '../record/install.ts';
import { recorder } from '../record/recorder.ts';
import { closeMailbox, readLastWords, wereTaken } from './birth.ts';
import { startChild } from './child-start.ts';
import { placeOf, type Target, type TargetPlace } from './entry.ts';
import type { ErrorRecord } from './error-record.ts';
import { argumentsAndOptions, Handle, type WorkerOptions, workerOptions } from './handle.ts';
import { dispatchChild, processSpares } from './process-spares.ts';
import { lookAfter } from './reaping.ts';
import {
  type Entry,
  type EntryFacts,
  factsOf,
  markEnded,
  nextNameNumber,
  register,
  running,
  setPid,
} from './registry.ts';
import { processFacts } from './self.ts';

const NONE = 0 as ResourceKey;

/** The children that this thread started, while they run. */
const children = new Map<number, ChildProcess>();
/** Those of them that Node lists. */
const listed = new Set<ChildProcess>();

countChildrenWith(() => listed.size);

/** Number of children of this thread that still run: it must stay until they have ended, to see how. */
export function ownChildren(): number {
  return children.size;
}

/**
 * A child process. As Python's multiprocessing.Process with the spawn method: it evaluates the program's module anew
 * and runs one exported function of it.
 */
// biome-ignore lint/suspicious/noExplicitAny: a target takes whatever arguments it declares
export class Process<A extends unknown[] = any[]> extends Handle {
  readonly #place: TargetPlace;
  readonly #args: Uint8Array;
  readonly #handles: readonly ResourceKey[];
  readonly #travellers: readonly Traveller[];
  #mailbox = -1;
  #lastWords: ReturnType<typeof readLastWords>;
  #read = false;

  /** `target`: a function that the program's entry module exports, or { url, name }. `args`: its arguments. */
  constructor(target: Target<A>, args?: A | WorkerOptions, options?: WorkerOptions) {
    const given = argumentsAndOptions(args, options, 'Process');
    const { name, daemon } = workerOptions(given.options, 'Process');
    const place = placeOf(target, 'Process');
    const handles: ResourceKey[] = [];
    const travellers: Traveller[] = [];
    const bytes = encodePayload(given.args, 'processes', 'args', handles, travellers);
    super(name ?? `Process-${nextNameNumber('process')}`, daemon ?? processFacts.daemon);
    this.#place = place;
    this.#args = bytes;
    this.#handles = handles;
    this.#travellers = travellers;
  }

  protected override get what(): string {
    return 'process';
  }
  protected override get actor(): ActorKey {
    return actorKey(this.pid ?? 0, 0);
  }
  protected override get isSelf(): boolean {
    return false;
  }
  /** The system's number of the process; undefined before start. */
  get pid(): number | undefined {
    return this.entry ? factsOf(this.entry).pid || undefined : undefined;
  }
  /** undefined until it has ended; then its exit code, or minus the number of the signal that killed it. */
  get exitcode(): number | undefined {
    return this.entry && !this.isAlive() ? factsOf(this.entry).exit : undefined;
  }
  override isAlive(): boolean {
    if (this.entry) lookAfter(factsOf(this.entry));
    return super.isAlive();
  }
  /** Asks it to end (SIGTERM). */
  terminate(): void {
    this.#signal('SIGTERM', 'terminated');
  }
  /** Ends it at once (SIGKILL). */
  kill(): void {
    this.#signal('SIGKILL', 'killed');
  }

  #signal(signal: NodeJS.Signals, done: string): void {
    if (!this.entry) throw new LifecycleError(`process ${this.name} cannot be ${done} before it is started`);
    if (this.isAlive()) endChild(factsOf(this.entry), signal, 'terminated');
  }

  protected override launch(): Entry {
    if (processFacts.daemon) throw new DaemonicChildError();
    const entry = register('child', this.name, this.daemon, threadNumber);
    try {
      this.#spawn(entry);
    } catch (error) {
      markEnded(entry, 1);
      throw error;
    }
    return entry;
  }

  #spawn(entry: Entry): void {
    const { name, daemon } = this;
    const spare = processSpares.take();
    if (spare) dispatchChild(spare, name, daemon, this.#place, this.#args);
    const { child, pid, mailbox } = spare ?? startChild(name, daemon, this.#place, this.#args);
    this.#mailbox = mailbox;
    setPid(entry, pid);
    children.set(entry.number, child);
    handlesLeave(this.#handles);
    recorder?.instant('start', NONE, 0, { target: actorKey(pid, 0) });
    recorder?.flush();
    if (daemon) child.unref();
    else listed.add(child);
    child.on('exit', (code, signal) => {
      children.delete(entry.number);
      listed.delete(child);
      if (signal !== null) recordEndOf(actorKey(pid, 0), { reason: 'signal', signal });
      this.#readMailbox();
      markEnded(entry, exitOf(code, signal ?? (code === 1 ? asked.get(entry.number) : undefined)));
    });
  }

  #readMailbox(): void {
    if (this.#read || this.#mailbox < 0) return;
    this.#read = true;
    try {
      this.#lastWords = readLastWords(this.#mailbox);
      // Killed before it had begun: nobody holds what it was given.
      if (!wereTaken(this.#mailbox)) takeBack(this.#travellers);
    } finally {
      closeMailbox(this.#mailbox);
    }
  }
  protected override readError(): ErrorRecord | undefined {
    this.#readMailbox();
    return this.#lastWords?.error;
  }
}

/** Where there are no signals (Windows) a child that is killed ends with 1: which signal it was meant to be. */
const asked = new Map<number, NodeJS.Signals>();

function exitOf(code: number | null, signal: NodeJS.Signals | undefined): number {
  return signal === undefined ? (code ?? 0) : -(constants.signals[signal] ?? 0);
}

/** Ends a child, and says so for it: whoever is killed cannot. */
export function endChild(
  { pid, number }: EntryFacts,
  signal: NodeJS.Signals,
  reason: 'terminated' | 'daemon',
  rule?: string,
): void {
  if (pid === 0) return;
  const target = actorKey(pid, 0);
  recorder?.instant('exit', NONE, 0, { target, reason, signal, ...(rule === undefined ? undefined : { rule }) });
  try {
    process.kill(pid, signal);
    if (process.platform === 'win32') asked.set(number, signal);
  } catch {
    // It was quicker.
  }
}

/** A process that this thread did not start. */
class SeenProcess extends Handle {
  readonly pid: number;
  constructor(name: string, daemon: boolean, pid: number, entry: Entry | undefined) {
    super(name, daemon);
    this.pid = pid;
    this.entry = entry;
  }
  protected override get what(): string {
    return 'process';
  }
  protected override get actor(): ActorKey {
    return actorKey(this.pid, 0);
  }
  protected override get isSelf(): boolean {
    return this.pid === process.pid;
  }
  protected override launch(): Entry {
    throw new LifecycleError(`process ${this.name} can only be started once`);
  }
  protected override readError(): undefined {
    return undefined;
  }
  get exitcode(): number | undefined {
    return this.entry && !this.isSelf && !this.isAlive() ? factsOf(this.entry).exit : undefined;
  }
  override isAlive(): boolean {
    if (this.isSelf) return true;
    if (this.entry) lookAfter(factsOf(this.entry));
    return super.isAlive();
  }
  terminate(): void {
    this.#signal('SIGTERM');
  }
  kill(): void {
    this.#signal('SIGKILL');
  }
  #signal(signal: NodeJS.Signals): void {
    if (this.isSelf) process.kill(this.pid, signal);
    // When it has ended another process may have its number.
    else if (this.entry && this.isAlive()) endChild(factsOf(this.entry), signal, 'terminated');
  }
}
// It is a Process to whoever asks with instanceof, though not made as one.
Object.setPrototypeOf(SeenProcess.prototype, Process.prototype);

/** The process that calls. */
export function currentProcess(): Process {
  return new SeenProcess(processFacts.name, processFacts.daemon, process.pid, undefined) as unknown as Process;
}
/** The child processes of this process that have not ended. */
export function activeChildren(): Process[] {
  for (const child of running('child')) lookAfter(child);
  return running('child').map(
    (facts) => new SeenProcess(facts.name, facts.daemon, facts.pid, facts) as unknown as Process,
  );
}

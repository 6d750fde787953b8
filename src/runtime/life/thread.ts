/** Threads: real worker threads that run a function of the program. */
import { type ActorKey, actorKey, type ResourceKey } from '../../trace/schema.ts';
import { threadNumber } from '../context.ts';
import { LifecycleError } from '../errors.ts';
import { encodePayload } from '../payload/payload.ts';
import { handlesLeave } from '../record/handles.ts';
import { recordEndOf } from '../record/install.ts';
import { recorder } from '../record/recorder.ts';
import { checkTimeout } from '../validate.ts';
import { placeOf, type Target, type TargetPlace } from './entry.ts';
import type { ErrorRecord } from './error-record.ts';
import { argumentsAndOptions, Handle, type WorkerOptions, workerOptions } from './handle.ts';
import { type Entry, isMainRunning, nextNameNumber, register, running, waitForMain } from './registry.ts';
import { selfActor, threadDaemon, threadName } from './self.ts';
import { threadBirthOf } from './thread-birth.ts';
import { dispatch, threadSpares } from './thread-spares.ts';
import { type Delay, LAST_WORDS_BYTES, readError, startThread, terminateWorker } from './thread-start.ts';
import { usesMain } from './uses-main.ts';

const NONE = 0 as ResourceKey;

/**
 * A thread of this process. As Python's threading.Thread, but arguments go by value: what they share must be made of
 * Heddle's primitives, or stand at module level.
 */
// biome-ignore lint/suspicious/noExplicitAny: a target takes whatever arguments it declares
export class Thread<A extends unknown[] = any[]> extends Handle {
  readonly #place: TargetPlace;
  readonly #args: Uint8Array;
  readonly #handles: readonly ResourceKey[];
  readonly #delay: Delay | undefined;
  readonly #lastWords = new SharedArrayBuffer(4, { maxByteLength: LAST_WORDS_BYTES });

  /** `target`: a function that the program's entry module exports, or { url, name }. `args`: its arguments. */
  constructor(target: Target<A>, args?: A | WorkerOptions, options?: WorkerOptions, delay?: Delay) {
    const given = argumentsAndOptions(args, options, 'Thread');
    const { name, daemon } = workerOptions(given.options, 'Thread');
    const place = placeOf(target, 'Thread');
    const handles: ResourceKey[] = [];
    const bytes = encodePayload(given.args, 'threads', 'args', handles);
    super(name ?? `Thread-${nextNameNumber('thread')} (${place.name})`, daemon ?? threadDaemon);
    this.#place = place;
    this.#args = bytes;
    this.#handles = handles;
    this.#delay = delay;
  }

  protected override get what(): string {
    return 'thread';
  }
  protected override get actor(): ActorKey {
    return actorKey(process.pid, this.entry?.number ?? 0);
  }
  protected override get isSelf(): boolean {
    return this.entry?.number === threadNumber;
  }
  /** A number of its own within its process, never 0: the main thread's is 1. Undefined before start. */
  get ident(): number | undefined {
    return this.entry && identOf(this.entry.number);
  }

  protected override launch(): Entry {
    const spare = threadSpares.take();
    const work = {
      target: this.#place,
      args: this.#args,
      program: usesMain(),
      lastWords: this.#lastWords,
      parent: selfActor,
      delay: this.#delay,
    };
    const { name, daemon } = this;
    const entry = spare?.entry ?? register('thread', name, daemon, threadNumber);
    handlesLeave(this.#handles);
    recorder?.instant('start', NONE, 0, { target: actorKey(process.pid, entry.number) });
    recorder?.flush();
    if (spare) dispatch(spare, { name, daemon, work }, threadNumber);
    else startThread({ ...threadBirthOf(entry.number, name, daemon), work: { slot: entry.slot, ...work } }, entry);
    return entry;
  }
  protected override readError(): ErrorRecord | undefined {
    return readError(this.#lastWords);
  }
  /** Ends it at once; for pools. */
  end(): void {
    if (!this.entry || !this.isAlive()) return;
    recordEndOf(this.actor, { reason: 'terminated' });
    terminateWorker(this.entry);
  }
}

/** Events number threads from 0; an ident is true where it is asked for as a condition, as Python's. */
const identOf = (number: number) => number + 1;

/** A thread that this thread did not start: the main thread, or one from activeThreads(). */
class SeenThread extends Handle {
  readonly #number: number;
  constructor(name: string, daemon: boolean, number: number, entry: Entry | undefined) {
    super(name, daemon);
    this.#number = number;
    this.entry = entry;
  }
  protected override get what(): string {
    return 'thread';
  }
  protected override get actor(): ActorKey {
    return actorKey(process.pid, this.#number);
  }
  protected override get isSelf(): boolean {
    return this.#number === threadNumber;
  }
  get ident(): number {
    return identOf(this.#number);
  }
  protected override launch(): Entry {
    throw new LifecycleError(`thread ${this.name} can only be started once`);
  }
  protected override readError(): undefined {
    return undefined;
  }
  override isAlive(): boolean {
    return this.#number === 0 ? isMainRunning() : super.isAlive();
  }
  override async join(timeoutMs?: number): Promise<boolean> {
    if (this.#number !== 0 || this.isSelf) return super.join(timeoutMs);
    return waitForMain(checkTimeout(timeoutMs));
  }
}
// It is a Thread to whoever asks with instanceof, though not made as one.
Object.setPrototypeOf(SeenThread.prototype, Thread.prototype);
/** The thread that calls. */
export function currentThread(): Thread {
  return seen(threadName, threadDaemon, threadNumber);
}
/** The process's main thread. */
export function mainThread(): Thread {
  return seen('MainThread', false, 0);
}
/** All threads of this process that have been started and have not ended, the main thread first. */
export function activeThreads(): Thread[] {
  const started = running('thread').map(({ name, daemon, number }) => seen(name, daemon, number));
  return isMainRunning() ? [mainThread(), ...started] : started;
}

function seen(name: string, daemon: boolean, number: number): Thread {
  const entry = running('thread').find((each) => each.number === number);
  return new SeenThread(name, daemon, number, entry ?? (number === 0 ? MAIN_ENTRY : undefined)) as unknown as Thread;
}
/** Stands for the main thread, which has no slot of its own. */
const MAIN_ENTRY: Entry = { of: 'thread', number: 0, slot: 0 };

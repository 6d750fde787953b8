/** What threads and processes have in common: a name, a daemon flag, a life, and somebody who waits for its end. */
import type { ActorKey, ResourceKey } from '../../trace/schema.ts';
import { isEvaluating } from '../context.ts';
import { LifecycleError, typeError } from '../errors.ts';
import { notSendableBecause } from '../payload/refuse.ts';
import { recorder } from '../record/recorder.ts';
import { isOptions } from '../sync/primitive.ts';
import { checkName, checkOptions, checkTimeout, describe, isArray } from '../validate.ts';
import { entryExport } from './entry.ts';
import { type ErrorRecord, fromRecord } from './error-record.ts';
import { type Entry, isRunning, waitForEnd } from './registry.ts';
import { isMainProgram } from './self.ts';

const NONE = 0 as ResourceKey;

/** Options of a thread or process. */
export interface WorkerOptions {
  /** Shown on the timeline and in messages. Default: unique. */
  name?: string | undefined;
  /** Ended together with who started it. Default: inherited from the creator. */
  daemon?: boolean | undefined;
}

/** Checks constructor options. */
export function workerOptions(
  options: unknown,
  what: string,
): { name: string | undefined; daemon: boolean | undefined } {
  const { name, daemon } = checkOptions<{ name: unknown; daemon: unknown }>(options, what);
  if (daemon !== undefined && typeof daemon !== 'boolean') {
    throw typeError(`${what} daemon must be true or false, got ${describe(daemon)}`);
  }
  return { name: checkName(name, what), daemon };
}

/** The constructor's arguments, of which the middle one may be left out. */
export function argumentsAndOptions(
  args: unknown,
  options: unknown,
  what: string,
): { args: unknown[]; options: unknown } {
  if (args === undefined) return { args: [], options };
  if (isArray(args)) return { args, options };
  if (isOptions(args) && options === undefined) return { args: [], options: args };
  throw typeError(`${what} arguments must be an array, such as [1, 'two'], got ${describe(args)}`);
}

/** A thread or process, seen from outside. */
export abstract class Handle {
  readonly name: string;
  #daemon: boolean;
  protected entry: Entry | undefined;
  #error: Error | undefined;
  #hasEnded = false;
  #toldEnd = false;

  constructor(name: string, daemon: boolean) {
    this.name = name;
    this.#daemon = daemon;
  }

  get [notSendableBecause](): string {
    return 'it belongs to whoever started it; send its name';
  }

  /** 'thread' or 'process', for messages. */
  protected abstract get what(): string;
  protected abstract get actor(): ActorKey;
  /** True when this is the one that runs here. */
  protected abstract get isSelf(): boolean;
  protected abstract launch(): Entry;
  protected abstract readError(): ErrorRecord | undefined;

  /** Ended together with who started it. LifecycleError when set after start. */
  get daemon(): boolean {
    return this.#daemon;
  }
  set daemon(value: boolean) {
    if (typeof value !== 'boolean') throw typeError(`daemon must be true or false, got ${describe(value)}`);
    if (this.entry || this.isSelf)
      throw new LifecycleError(`daemon of ${this.what} ${this.name} cannot be set: it has been started`);
    this.#daemon = value;
  }

  /** Starts it; takes effect even if the caller blocks right after. LifecycleError the second time. */
  start(): this {
    if (this.entry) throw new LifecycleError(`${this.what} ${this.name} can only be started once`);
    if (!isMainProgram && isEvaluating()) {
      throw new LifecycleError(
        `${this.what} ${this.name} is started while the program's module is evaluated in a thread or child process, ` +
          'which would start it again and again: put what starts it into main(() => { ... })',
      );
    }
    this.entry = this.launch();
    return this;
  }

  /** Waits for its end, at most timeoutMs; true when it has ended. Does not throw the target's error. */
  async join(timeoutMs?: number): Promise<boolean> {
    const timeout = checkTimeout(timeoutMs);
    if (this.isSelf) throw new LifecycleError(`${this.what} ${this.name} cannot join itself`);
    const { entry } = this;
    if (!entry) throw new LifecycleError(`${this.what} ${this.name} cannot be joined before it is started`);
    const record = recorder;
    if (record === undefined) return waitForEnd(entry, timeout);
    const flight = record.nextFlight();
    const limit = timeout === Number.POSITIVE_INFINITY ? undefined : { ms: timeout };
    record.begin('join', NONE, flight, { target: this.actor, ...limit });
    record.flush();
    let ended = false;
    try {
      ended = await waitForEnd(entry, timeout);
    } finally {
      record.end('join', NONE, flight, ended ? 'ok' : 'timeout', 0, { target: this.actor });
      if (ended) this.#toldEnd = true;
    }
    return ended;
  }

  /** True from its start to its end. */
  isAlive(): boolean {
    if (this.entry === undefined || isRunning(this.entry)) return this.entry !== undefined;
    if (recorder !== undefined && !this.#toldEnd) {
      // Who sees its end goes on as after a join.
      this.#toldEnd = true;
      recorder.instant('look', NONE, 0, { target: this.actor });
    }
    return false;
  }

  /** The uncaught error that ended it, of the same class. */
  get error(): Error | undefined {
    if (!this.#hasEnded && this.entry && !this.isAlive()) {
      this.#hasEnded = true;
      const record = this.readError();
      if (record) this.#error = fromRecord(record, entryExport);
    }
    return this.#error;
  }
}

/** RWLock: many readers or one writer. */
import type { Made } from '../creation.ts';
import { NotOwnerError } from '../errors.ts';
import type { Domain } from '../machine/memory.ts';
import { recorder, tellCause } from '../record/recorder.ts';
import { checkTimeout } from '../validate.ts';
import { Lockable } from './lockable.ts';
import { type AsyncOptions, asyncArguments, createNamed, Primitive } from './primitive.ts';
import { READ_WRITE_WORDS, ReadWrite, ReadWriteWait } from './read-write.ts';
import { waitFor, waitForAsync } from './wait.ts';

/** Makes a readers-writer lock's state. */
export function makeRWLock(domain: Domain, options: unknown): Made {
  return createNamed(options, { kind: 'rwlock', className: 'RWLock', domain, words: READ_WRITE_WORDS });
}

/** What RWLock of heddle/threading and of heddle/multiprocessing share. */
export abstract class SharedRWLock extends Primitive {
  /** The readers' side: many at once; waits while somebody writes or has waited to write for longer. */
  readonly read: RWLockReadSide;
  /** The writers' side: one alone. */
  readonly write: RWLockWriteSide;
  readonly #state: ReadWrite;

  constructor(made: Made) {
    super(made);
    this.#state = new ReadWrite(made.memory, made.place);
    this.read = new RWLockReadSide({ ...made, name: `${made.name}.read` });
    this.write = new RWLockWriteSide({ ...made, name: `${made.name}.write` });
  }
  protected override get className(): string {
    return 'RWLock';
  }
  protected override describe(): string {
    return describeState(this.#state);
  }
}

const describeState = (state: ReadWrite) => (state.writer() !== 0 ? 'being written' : `${state.readers()} reading`);

abstract class RWLockSide extends Lockable {
  protected readonly state: ReadWrite;
  #abandoned = false;

  constructor(made: Made) {
    super(made);
    this.state = new ReadWrite(made.memory, made.place);
  }
  protected abstract get mode(): 'read' | 'write';
  override acquire(timeoutMs?: number): boolean {
    const wait = new ReadWriteWait(this.state, this.mode);
    const done = waitFor(this.made.memory, wait, checkTimeout(timeoutMs), 'acquire', this.made.key);
    this.#abandoned = wait.abandoned;
    return done;
  }
  override async acquireAsync(timeoutMs?: number | AsyncOptions, options?: AsyncOptions): Promise<boolean> {
    const { timeoutMs: ms, signal } = asyncArguments(timeoutMs, options);
    const wait = new ReadWriteWait(this.state, this.mode);
    const done = await waitForAsync(this.made.memory, wait, ms, signal, 'acquire', this.made.key);
    this.#abandoned = wait.abandoned;
    return done;
  }
  protected override wasAbandoned(): boolean {
    return this.#abandoned;
  }
  protected override describe(): string {
    return describeState(this.state);
  }
  protected tellRelease(held: boolean): void {
    if (!held) {
      throw new NotOwnerError(
        `RWLock ${JSON.stringify(this.name)} was released by a thread that does not hold it to ${this.mode}`,
      );
    }
    if (recorder === undefined) return;
    tellCause(recorder, this.state.awaited(), 'release', this.made.key, this.state.sequence(), { mode: this.mode });
  }
}

/** The readers' side of an RWLock. */
export class RWLockReadSide extends RWLockSide {
  protected override get className(): string {
    return 'RWLock.read';
  }
  protected override get mode(): 'read' {
    return 'read';
  }
  /** Ends this thread's reading. NotOwnerError when it does not read. */
  override release(): void {
    this.tellRelease(this.state.isReading());
    this.state.endRead();
  }
}

/** The writers' side of an RWLock. */
export class RWLockWriteSide extends RWLockSide {
  protected override get className(): string {
    return 'RWLock.write';
  }
  protected override get mode(): 'write' {
    return 'write';
  }
  /** Ends this thread's writing. NotOwnerError when it does not write. */
  override release(): void {
    this.tellRelease(this.state.writer() === this.state.me);
    this.state.endWrite();
  }
}

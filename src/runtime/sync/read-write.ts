/**
 * The state of a readers-writer lock. A mutex guards short changes; each change commits by one store, so that a death in
 * the middle leaves a state that is whole: readers stand in a table, one entry each, and the number of readers is the
 * number of entries.
 *
 * Writers are not starved: one that waits enters its number in INTENT, and new readers wait behind it. Nor are readers:
 * every end of writing begins a new EPOCH, and readers from an earlier one go first.
 */

import { OutOfMemoryError } from '../machine/heap.ts';
import type { SharedMemory } from '../machine/memory.ts';
import { type OwnerId, ownerId, ownerState } from '../machine/owners.ts';
import type { EventData } from '../record/recorder.ts';
import { clockMs, MUTEX_WORDS, Mutex } from './mutex.ts';
import type { Wait } from './wait.ts';

const WRITER = 16;
const INTENT = 17;
const FREED_AT = 18;
const EPOCH = 19;
const SEQUENCE = 20;
/** Grows whenever somebody who waits should look again. */
const CHANGES = 21;
/** A holder died, and its successor has not been told yet. */
const ABANDONED = 22;
/** Entries of the table that were ever used: no need to look further. */
const TOP = 23;
/** 1: somebody may be asleep. */
const WAITING = 24;
const READERS = 32;
// What ABANDONED says: a reader died, of which one successor is told; or a writer, of which all are told up to the next writer,
// since only that one can mend what was left half written.
const READER_DIED = 1;
const WRITER_DIED = 2;
/** Readers there can be at once, counting re-entries. */
const MOST_READERS = 480;
/** Words of state. */
export const READ_WRITE_WORDS = READERS + MOST_READERS;
/** A waiting writer keeps others from a free lock for so long. */
const CLAIM_MS = 5;

if (MUTEX_WORDS > WRITER) throw new Error('the mutex overlaps what it guards');

export class ReadWrite {
  readonly memory: SharedMemory;
  readonly place: number;
  readonly me: OwnerId;
  readonly #mutex: Mutex;

  constructor(memory: SharedMemory, place: number) {
    this.memory = memory;
    this.place = place;
    this.me = ownerId(memory);
    this.#mutex = new Mutex(memory, place);
  }
  /** Who writes; 0: nobody. */
  writer(): OwnerId {
    return this.memory.load(this.place + WRITER);
  }
  /** How many read. */
  readers(): number {
    let count = 0;
    const top = this.memory.load(this.place + TOP);
    for (let i = 0; i < top; i++) if (this.memory.load(this.place + READERS + i) !== 0) count++;
    return count;
  }
  sequence(): number {
    return this.memory.add(this.place + SEQUENCE, 1) + 1;
  }
  /** True when somebody sleeps until it changes. */
  awaited(): boolean {
    return this.memory.load(this.place + WAITING) !== 0;
  }
  /** Gets ready to sleep; returns the count of changes to sleep on. Try again after this. */
  enter(): number {
    const changes = this.memory.load(this.place + CHANGES);
    this.memory.store(this.place + WAITING, 1);
    return changes;
  }
  get changesWord(): number {
    return this.place + CHANGES;
  }
  get epoch(): number {
    return this.memory.load(this.place + EPOCH);
  }
  /** True once after a reader's death; after a writer's for all readers and the next writer. */
  takeAbandoned(mode: 'read' | 'write'): boolean {
    const word = this.place + ABANDONED;
    const died = this.memory.load(word);
    if (died === WRITER_DIED && mode === 'read') return true;
    return died !== 0 && this.memory.compareExchange(word, died, 0) === died;
  }

  /** Begins to read unless somebody writes or is to write next. */
  tryRead(epoch: number): boolean {
    if (this.writer() !== 0) return false;
    return this.#guarded(() => {
      const { memory, place, me } = this;
      if (this.writer() !== 0) return false;
      if (this.#isClaimed() && epoch === this.epoch && this.#entryOf(me) < 0) return false;
      const top = memory.load(place + TOP);
      const gap = this.#entryOf(0);
      const free = gap < 0 ? top : gap;
      if (free >= MOST_READERS) throw new OutOfMemoryError(`an RWLock has at most ${MOST_READERS} readers at once`);
      if (free === top) memory.store(place + TOP, top + 1);
      memory.store(place + READERS + free, me);
      return true;
    });
  }
  /** Begins to write unless somebody reads or writes; `claim`: to be next. */
  tryWrite(claim: boolean): boolean {
    if (!claim && this.writer() !== 0) return false;
    return this.#guarded(() => {
      const { memory, place, me } = this;
      const intent = memory.load(place + INTENT);
      if (this.writer() !== 0 || this.readers() > 0 || (intent !== me && this.#isClaimed())) {
        if (claim && intent === 0) memory.store(place + INTENT, me);
        return false;
      }
      memory.store(place + WRITER, me);
      if (intent !== 0) memory.store(place + INTENT, 0);
      return true;
    });
  }
  /** Does not want to write any more. */
  withdraw(): void {
    this.#guarded(() => {
      if (this.memory.load(this.place + INTENT) !== this.me) return;
      this.memory.store(this.place + INTENT, 0);
      this.#changed();
    });
  }
  isReading(): boolean {
    return this.#entryOf(this.me) >= 0;
  }
  endRead(): void {
    this.#guarded(() => {
      this.memory.store(this.place + READERS + this.#entryOf(this.me), 0);
      this.#changed();
    });
  }
  endWrite(): void {
    this.#guarded(() => {
      this.memory.add(this.place + EPOCH, 1);
      this.memory.store(this.place + WRITER, 0);
      this.#changed();
    });
  }
  /** Removes holders and claimants that have ended; true when that changed something. */
  dropDead(): boolean {
    const { memory, place } = this;
    const gone = (word: number): boolean => {
      const owner = memory.load(word);
      if (owner === 0) return false;
      const how = ownerState(memory, owner);
      if (how === 'alive') return false;
      if (how === 'died' && word === place + WRITER) memory.store(place + ABANDONED, WRITER_DIED);
      else if (how === 'died' && word !== place + INTENT) memory.compareExchange(place + ABANDONED, 0, READER_DIED);
      memory.store(word, 0);
      return true;
    };
    return this.#guarded(() => {
      let changed = gone(place + WRITER);
      changed = gone(place + INTENT) || changed;
      const top = memory.load(place + TOP);
      for (let i = 0; i < top; i++) changed = gone(place + READERS + i) || changed;
      if (changed) this.#changed();
      return changed;
    });
  }

  /** True while another writer is to be next; on a free lock its claim lapses after a while. */
  #isClaimed(): boolean {
    const { memory, place, me } = this;
    const intent = memory.load(place + INTENT);
    if (intent === 0 || intent === me) return false;
    if (this.writer() !== 0 || this.readers() > 0) return true;
    return ((clockMs() - memory.load(place + FREED_AT)) | 0) <= CLAIM_MS;
  }
  #entryOf(owner: OwnerId): number {
    const top = this.memory.load(this.place + TOP);
    for (let i = 0; i < top; i++) if (this.memory.load(this.place + READERS + i) === owner) return i;
    return -1;
  }
  #changed(): void {
    const { memory, place } = this;
    memory.store(place + FREED_AT, clockMs());
    if (memory.exchange(place + WAITING, 0) === 0) return;
    // After that, and counted by sleepers before it: nobody goes to sleep on this count whose WAITING has been taken away.
    memory.add(place + CHANGES, 1);
    memory.unpark(place + CHANGES, Number.POSITIVE_INFINITY);
  }
  #guarded<R>(change: () => R): R {
    this.#mutex.lock();
    try {
      return change();
    } finally {
      this.#mutex.unlock();
    }
  }
}

/** One wait to read or to write. */
export class ReadWriteWait implements Wait {
  readonly word: number;
  expected = 0;
  patienceMs = 0;
  abandoned = false;
  readonly #state: ReadWrite;
  readonly #mode: 'read' | 'write';
  readonly #epoch: number;

  constructor(state: ReadWrite, mode: 'read' | 'write') {
    this.#state = state;
    this.#mode = mode;
    this.#epoch = state.epoch;
    this.word = state.changesWord;
  }
  attempt(): boolean {
    return this.#done(this.#mode === 'read' ? this.#state.tryRead(this.#epoch) : this.#state.tryWrite(false));
  }
  recover(): boolean {
    return this.#state.dropDead() && this.attempt();
  }
  prepare(waitedMs: number): boolean {
    const state = this.#state;
    this.expected = state.enter();
    if (this.#done(this.#mode === 'read' ? state.tryRead(this.#epoch) : state.tryWrite(true))) return true;
    // It is free, but for a writer whose claim lapses, of which nobody tells.
    if (state.writer() === 0 && state.readers() === 0) this.patienceMs = waitedMs + CLAIM_MS + 1;
    return false;
  }
  leave(): boolean {
    if (this.#mode === 'write') this.#state.withdraw();
    return false;
  }
  outcome(): 'ok' | 'abandoned' {
    return this.abandoned ? 'abandoned' : 'ok';
  }
  sequence(): number {
    return this.#state.sequence();
  }
  data(): EventData {
    return { mode: this.#mode, ...(this.abandoned ? { abandoned: true } : undefined) };
  }
  begins(): EventData {
    return { mode: this.#mode };
  }
  #done(done: boolean): boolean {
    if (done) this.abandoned = this.#state.takeAbandoned(this.#mode);
    return done;
  }
}

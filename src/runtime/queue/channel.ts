/**
 * First in, first out, in shared memory: a chain of pages with items one behind the other, written under the lock of the
 * put end and read under the lock of the get end.
 *
 * An item is [size, number, payload] at a multiple of eight bytes. It exists from the moment at which PUT_COUNT reaches
 * its number, and is gone from the moment at which GET_COUNT does: one store each. So a thread that dies anywhere
 * leaves a queue that is whole; at most TAIL or HEAD lag one item behind their count, which whoever takes over the dead
 * one's lock sees from the number of the item there, and mends.
 */
import { PAGE_BYTES } from '../machine/heap.ts';
import type { SharedMemory } from '../machine/memory.ts';
import { ownerId } from '../machine/owners.ts';
import { decode, decodeAt, type Scratch } from '../payload/payload.ts';
import { newScratch } from '../payload/scratch.ts';
import { recorder } from '../record/recorder.ts';
import { Mutex } from '../sync/mutex.ts';
import {
  COPIED,
  DONE,
  GET_COUNT,
  GET_LOCK,
  GETTERS,
  HEAD,
  HEADER,
  JOINERS,
  JUMP,
  JUMP_WORDS,
  LARGE,
  LARGE_WORDS,
  PAGE_WORDS,
  PENDING,
  PUT_COUNT,
  PUT_LOCK,
  PUTTERS,
  SEQUENCE,
  SPARE_PAGES,
  SPARES,
  STATE,
  TAIL,
  WHOLE,
  WHOLE_WORDS,
} from './channel-layout.ts';
import { Gate } from './gate.ts';
import { type HeapAccess, heapAccess } from './heap-access.ts';
import type { Packet } from './packet.ts';

/** How an attempt to put or get went. */
export const OK = 0;
export const FULL = 1;
export const EMPTY = 1;
export const SHUT_DOWN = 2;
export type Attempt = 0 | 1 | 2;

/** What a put or get did, for the event: filled by the attempt that succeeded. */
export interface Receipt {
  item: number;
  depth: number;
  size: number;
  sequence: number;
  /** Called when the other end waits for what an attempt is about to bring about. */
  told?: (() => void) | undefined;
}

const scratch: Scratch = newScratch();

export class Channel {
  readonly memory: SharedMemory;
  readonly getters: Gate;
  readonly putters: Gate;
  readonly joiners: Gate;
  readonly maxsize: number;
  readonly #place: number;
  readonly #me: number;
  readonly #tag: number;
  readonly #heap: HeapAccess;
  readonly #putLock: Mutex;
  readonly #getLock: Mutex;
  /** What the last successful attempt of this thread did. */
  readonly receipt: Receipt = { item: 0, depth: 0, size: 0, sequence: 0 };
  /** The item that the last successful take got. */
  taken: unknown;

  readonly #sequence: number;

  /** `counted`: the channel that counts the operations, where several are one resource; default: itself. */
  constructor(memory: SharedMemory, place: number, id: number, maxsize: number, counted = place) {
    this.memory = memory;
    this.maxsize = maxsize;
    this.#place = place;
    this.#sequence = counted + SEQUENCE;
    this.#me = ownerId(memory);
    this.#tag = 2 ** 24 + (id % 2 ** 29);
    this.#heap = heapAccess(memory);
    this.#putLock = new Mutex(memory, place + PUT_LOCK);
    this.#getLock = new Mutex(memory, place + GET_LOCK);
    this.getters = new Gate(memory, place + GETTERS);
    this.putters = new Gate(memory, place + PUTTERS);
    this.joiners = new Gate(memory, place + JOINERS);
  }

  // --- looking

  size(): number {
    const { memory } = this;
    // The get count first: read the other way round, gets between the two looks could make it negative.
    const got = memory.load(this.#place + GET_COUNT);
    return (memory.load(this.#place + PUT_COUNT) - got) | 0;
  }
  isFull(): boolean {
    return this.maxsize > 0 && this.size() >= this.maxsize;
  }
  isShutDown(): boolean {
    return this.memory.load(this.#place + STATE) !== 0;
  }
  /** Items put whose taskDone has not been called. */
  unfinished(): number {
    const { memory } = this;
    const done = memory.load(this.#place + DONE);
    return (memory.load(this.#place + PUT_COUNT) - done) | 0;
  }

  // --- putting

  /** One attempt to add an item; `me` is who waits already (0: a newcomer). */
  offer(packet: Packet, me: number): Attempt {
    const { memory, maxsize } = this;
    const place = this.#place;
    if (maxsize > 0) {
      if (memory.load(place + STATE) !== 0) return SHUT_DOWN;
      if (this.isFull() || this.putters.standBack(me)) return FULL;
    }
    if (memory.compareExchange(place + PUT_LOCK, 0, this.#me) !== 0) this.#lockPut();
    try {
      if (memory.load(place + STATE) !== 0) return SHUT_DOWN;
      const count = memory.load(place + PUT_COUNT);
      if (maxsize > 0 && ((count - memory.load(place + GET_COUNT)) | 0) >= maxsize) return FULL;
      this.#append(packet, (count + 1) | 0);
    } finally {
      if (memory.compareExchange(place + PUT_LOCK, this.#me, 0) !== this.#me) this.#putLock.unlock();
    }
    this.getters.wake();
    return OK;
  }

  #append(packet: Packet, number: number): void {
    const { memory } = this;
    const place = this.#place;
    const heap = this.#heap;
    const size = packet.size;
    const words = size < 0 ? WHOLE_WORDS : packet.page >= 0 ? LARGE_WORDS : HEADER + (((size + 7) >> 3) << 1);
    let at = wordOf(memory.load(place + TAIL));
    let jumped = false;
    if (at < 0) at = this.#firstPage();
    heap.reach(pageEnd(at));
    if (at + words + JUMP_WORDS > pageEnd(at)) {
      const to = this.#newPage();
      heap.reach(pageEnd(to));
      heap.set(at + 2, positionOf(to));
      heap.set(at + 1, number);
      heap.set(at, JUMP);
      at = to;
      jumped = true;
    }
    if (size < 0) {
      heap.set(at, WHOLE);
      heap.set(at + 2, packet.value);
    } else if (packet.page >= 0) {
      memory.heap.retag(packet.page, packet.pages, this.#me, this.#tag);
      heap.set(at, LARGE);
      heap.set(at + 2, packet.page);
      heap.set(at + 3, packet.pages);
      heap.set(at + 4, size);
    } else {
      heap.set(at, size);
      heap.write(at + HEADER, packet.source!, size);
    }
    heap.set(at + 1, number);
    // Whatever the page held before must not look like the next item.
    heap.set(at + words + 1, 0);
    if (recorder !== undefined) {
      this.#note(this.getters, number, size < 0 ? 4 : size, (number - memory.load(place + GET_COUNT)) | 0);
    }
    this.getters.announce();
    packet.page = -1;
    memory.store(place + PUT_COUNT, number);
    memory.store(place + TAIL, positionOf(at + words));
    if (jumped) memory.store(place + PENDING, 0);
  }

  #firstPage(): number {
    const { memory } = this;
    const first = this.#newPage();
    this.#heap.reach(pageEnd(first));
    this.#heap.set(first + 1, 0);
    memory.store(this.#place + HEAD, positionOf(first));
    memory.store(this.#place + TAIL, positionOf(first));
    memory.store(this.#place + PENDING, 0);
    return first;
  }

  #newPage(): number {
    const { memory } = this;
    let spare = 0;
    for (let i = 0; i < SPARE_PAGES && spare === 0; i++) {
      const word = this.#place + SPARES + i;
      if (memory.load(word) !== 0) spare = memory.exchange(word, 0);
    }
    const page = spare !== 0 ? spare - 1 : memory.heap.allocatePages(1, this.#tag);
    memory.store(this.#place + PENDING, page + 1);
    return page * PAGE_WORDS;
  }

  #lockPut(): void {
    this.#putLock.lock();
    if (!this.#putLock.abandoned()) return;
    // The former holder died: bring TAIL up to the count, and give back a page that was not linked.
    const { memory } = this;
    const place = this.#place;
    let at = wordOf(memory.load(place + TAIL));
    if (at < 0 && wordOf(memory.load(place + HEAD)) >= 0) at = wordOf(memory.load(place + HEAD));
    if (at >= 0) at = this.#past(at, memory.load(place + PUT_COUNT)).next;
    if (at >= 0) memory.store(place + TAIL, positionOf(at));
    const pending = memory.load(place + PENDING) - 1;
    if (pending < 0) return;
    memory.store(place + PENDING, 0);
    if (at < 0 || Math.floor(at / PAGE_WORDS) !== pending) this.#putAside(pending);
  }

  // --- getting

  /** One attempt to take the oldest item into `taken`; `me` is who waits already (0: a newcomer). */
  take(me: number): Attempt {
    const { memory } = this;
    const place = this.#place;
    // The state first: no item is put after it says so, hence empty then means empty for good.
    const shut = memory.load(place + STATE) !== 0;
    if (memory.load(place + PUT_COUNT) === memory.load(place + GET_COUNT)) return shut ? SHUT_DOWN : EMPTY;
    if (this.getters.standBack(me)) return EMPTY;
    if (memory.compareExchange(place + GET_LOCK, 0, this.#me) !== 0) this.#lockGet();
    let size: number;
    let large = -1;
    let inPlace = -1;
    try {
      const got = memory.load(place + GET_COUNT);
      const put = memory.load(place + PUT_COUNT);
      if (put === got) return shut ? SHUT_DOWN : EMPTY;
      const number = (got + 1) | 0;
      const heap = this.#heap;
      let at = wordOf(memory.load(place + HEAD));
      heap.reach(pageEnd(at));
      let emptied = -1;
      if (heap.get(at) === JUMP) {
        emptied = Math.floor(at / PAGE_WORDS);
        at = wordOf(heap.get(at + 2));
        heap.reach(pageEnd(at));
      }
      size = heap.get(at);
      if (size === WHOLE) {
        this.taken = heap.get(at + 2);
      } else if (size === LARGE) {
        large = heap.get(at + 2);
        size = heap.get(at + 4);
      } else if (size <= COPIED || !heap.seen) {
        heap.read(at + HEADER, scratch, size);
      } else {
        inPlace = at + HEADER;
      }
      if (recorder !== undefined) this.#note(this.putters, number, size === WHOLE ? 4 : size, (put - number) | 0);
      this.putters.announce();
      memory.store(place + GET_COUNT, number);
      memory.store(place + HEAD, positionOf(at + this.#wordsAt(at)));
      // From here on the pages are this thread's: should it die while it reads them, they are swept with it.
      if (large >= 0) memory.heap.retag(large, pagesOf(size), this.#tag, this.#me);
      if (emptied >= 0) this.#putAside(emptied);
      // Read where it lies, while nobody can reuse the page.
      if (inPlace >= 0) this.taken = decodeAt(heap.buffer!, heap.view!, inPlace * 4);
    } finally {
      if (memory.compareExchange(place + GET_LOCK, this.#me, 0) !== this.#me) this.#getLock.unlock();
    }
    if (this.maxsize > 0) this.putters.wake();
    if (large >= 0) this.#readLarge(large, size);
    else if (size !== WHOLE && inPlace < 0) this.taken = decode(scratch);
    return OK;
  }

  #readLarge(page: number, size: number): void {
    const { memory } = this;
    try {
      scratch.reserve(size, 0);
      const word = page * PAGE_WORDS;
      this.#heap.reach(word + pagesOf(size) * PAGE_WORDS);
      this.#heap.read(word, scratch, size);
    } finally {
      memory.heap.freePages(page, pagesOf(size));
    }
    try {
      this.taken = decode(scratch);
    } finally {
      scratch.trim();
    }
  }

  /** Throws away everything that is in the queue; returns how many items that was. */
  #drain(): number {
    const { memory } = this;
    const place = this.#place;
    let removed = 0;
    if (memory.compareExchange(place + GET_LOCK, 0, this.#me) !== 0) this.#lockGet();
    try {
      for (;;) {
        const got = memory.load(place + GET_COUNT);
        if (memory.load(place + PUT_COUNT) === got) return removed;
        memory.store(place + GET_COUNT, (got + 1) | 0);
        this.#mendHead();
        removed++;
      }
    } finally {
      this.#getLock.unlock();
    }
  }

  #lockGet(): void {
    this.#getLock.lock();
    if (this.#getLock.abandoned()) this.#mendHead();
  }

  /** Brings HEAD up to GET_COUNT. */
  #mendHead(): void {
    const { memory } = this;
    const place = this.#place;
    const at = wordOf(memory.load(place + HEAD));
    if (at < 0) return;
    const past = this.#past(at, memory.load(place + GET_COUNT));
    if (past.next === at) return;
    memory.store(place + HEAD, positionOf(past.next));
    if (past.large >= 0) memory.heap.freePages(past.large, past.largePages);
    const page = Math.floor(at / PAGE_WORDS);
    if (page !== Math.floor(past.next / PAGE_WORDS)) this.#putAside(page);
  }

  /** Where the queue goes on behind the item at `at`, if that has this number; else `at` itself. */
  #past(at: number, number: number): { next: number; large: number; largePages: number } {
    const heap = this.#heap;
    heap.reach(pageEnd(at));
    let item = at;
    if (heap.get(item + 1) === number && heap.get(item) === JUMP) {
      item = wordOf(heap.get(item + 2));
      heap.reach(pageEnd(item));
    }
    if (heap.get(item + 1) !== number || number === 0) return { next: at, large: -1, largePages: 0 };
    const large = heap.get(item) === LARGE;
    return {
      next: item + this.#wordsAt(item),
      large: large ? heap.get(item + 2) : -1,
      largePages: large ? heap.get(item + 3) : 0,
    };
  }

  #wordsAt(at: number): number {
    const size = this.#heap.get(at);
    if (size === WHOLE) return WHOLE_WORDS;
    return size === LARGE ? LARGE_WORDS : HEADER + (((size + 7) >> 3) << 1);
  }

  /** Keeps a few empty pages for the next time they are needed, and gives others back. */
  #putAside(page: number): void {
    const { memory } = this;
    for (let i = 0; i < SPARE_PAGES; i++) {
      const word = this.#place + SPARES + i;
      if (memory.load(word) === 0 && memory.compareExchange(word, 0, page + 1) === 0) return;
    }
    memory.heap.freePages(page, 1);
  }

  // --- ending

  /** No more puts; what is in it can still be got unless `immediate`. `told` hears, before anybody wakes, how many items were thrown away. */
  shutDown(immediate: boolean, told?: (removed: number) => void): void {
    const { memory } = this;
    const place = this.#place;
    if (memory.compareExchange(place + PUT_LOCK, 0, this.#me) !== 0) this.#lockPut();
    memory.store(place + STATE, 1);
    this.#putLock.unlock();
    const removed = immediate ? this.#drain() : 0;
    told?.(removed);
    for (let left = removed; left > 0 && this.finishOne(); ) left--;
    this.getters.wakeAll();
    this.putters.wakeAll();
  }

  // --- tasks

  /** Counts one item as worked off; false when all are. */
  finishOne(): boolean {
    const { memory } = this;
    const place = this.#place;
    for (;;) {
      const done = memory.load(place + DONE);
      const put = memory.load(place + PUT_COUNT);
      if (done === put) return false;
      if (memory.compareExchange(place + DONE, done, (done + 1) | 0) !== done) continue;
      if (((done + 1) | 0) === put && this.joiners.awaited()) this.joiners.wakeAll();
      return true;
    }
  }

  /** The count of operations on this queue, advanced by one; only when recording. */
  sequence(): number {
    return this.memory.add(this.#sequence, 1) + 1;
  }
  #note(others: Gate, item: number, size: number, depth: number): void {
    const { receipt } = this;
    receipt.item = item;
    receipt.size = size;
    receipt.depth = depth;
    receipt.sequence = this.sequence();
    if (receipt.told !== undefined && others.awaited()) receipt.told();
  }
}

// A position is a count of eight bytes, plus one so that 0 means nowhere.
const positionOf = (word: number) => (word / 2 + 1) | 0;
const wordOf = (position: number) => (position === 0 ? -1 : ((position >>> 0) - 1) * 2);
const pageEnd = (word: number) => (Math.floor(word / PAGE_WORDS) + 1) * PAGE_WORDS;
const pagesOf = (size: number) => Math.ceil(size / PAGE_BYTES);

/**
 * Items that come out in an order of their own, in shared memory: cells of a few sizes hold them, and a binary heap of
 * their places says which is next. An item exists while its cell bears its number, which is one store; the heap, the
 * free cells and the counts are only an index over the cells, and are made again from them when a thread has died
 * in the middle. One lock, for every put and get touches the order.
 */
import { typeError } from '../errors.ts';
import { PAGE_BYTES } from '../machine/heap.ts';
import type { SharedMemory } from '../machine/memory.ts';
import { ownerId } from '../machine/owners.ts';
import { decode, type Scratch } from '../payload/payload.ts';
import { newScratch } from '../payload/scratch.ts';
import { recorder } from '../record/recorder.ts';
import { Mutex } from '../sync/mutex.ts';
import { type Attempt, EMPTY, FULL, OK, type Receipt, SHUT_DOWN } from './channel.ts';
import { Gate } from './gate.ts';
import { type HeapAccess, heapAccess } from './heap-access.ts';
import {
  BYTES,
  CELL_WORDS,
  CLASSES,
  COUNT,
  DONE,
  FAMILY,
  GETTERS,
  IN_CELL,
  IN_ITEM,
  INDEX,
  INDEX_PAGES,
  JOINERS,
  KEY,
  KEY_KIND,
  LARGE,
  LARGE_SIZE,
  LOCK,
  NEXT_FREE,
  NUMBER,
  NUMBERS,
  PAGE_HEADER,
  PAGE_WORDS,
  PUT_COUNT,
  PUTTERS,
  SEQUENCE,
  SIZE,
  STATE,
  STRINGS,
  VALUE,
  WHOLE,
} from './ordered-layout.ts';
import type { Packet } from './packet.ts';
import type { Store } from './store.ts';

/** What items are ordered by. */
export type Priority = number | bigint | string;

const scratch: Scratch = newScratch();
const float = new Float64Array(1);
const floatWords = new Int32Array(float.buffer);

export class OrderedStore implements Store {
  readonly memory: SharedMemory;
  readonly getters: Gate;
  readonly putters: Gate;
  readonly joiners: Gate;
  readonly maxsize: number;
  readonly receipt: Receipt = { item: 0, depth: 0, size: 0, sequence: 0 };
  taken: unknown;
  readonly #place: number;
  readonly #me: number;
  readonly #tag: number;
  readonly #heap: HeapAccess;
  readonly #lock: Mutex;
  /** Last in, first out: the number of the put is the order. */
  readonly #lifo: boolean;

  constructor(memory: SharedMemory, place: number, id: number, maxsize: number, lifo: boolean) {
    this.memory = memory;
    this.maxsize = maxsize;
    this.#lifo = lifo;
    this.#place = place;
    this.#me = ownerId(memory);
    this.#tag = 2 ** 24 + (id % 2 ** 29);
    this.#heap = heapAccess(memory);
    this.#lock = new Mutex(memory, place + LOCK);
    this.getters = new Gate(memory, place + GETTERS);
    this.putters = new Gate(memory, place + PUTTERS);
    this.joiners = new Gate(memory, place + JOINERS);
  }

  size(): number {
    return this.memory.load(this.#place + COUNT);
  }
  isFull(): boolean {
    return this.maxsize > 0 && this.size() >= this.maxsize;
  }
  isShutDown(): boolean {
    return this.memory.load(this.#place + STATE) !== 0;
  }
  unfinished(): number {
    const done = this.memory.load(this.#place + DONE);
    return (this.memory.load(this.#place + PUT_COUNT) - done) | 0;
  }

  offer(packet: Packet, me: number): Attempt {
    const { memory } = this;
    const place = this.#place;
    if (this.isFull() || this.putters.standBack(me)) return this.isShutDown() ? SHUT_DOWN : FULL;
    this.#enter();
    try {
      if (this.isShutDown()) return SHUT_DOWN;
      if (this.isFull()) return FULL;
      const count = memory.load(place + COUNT);
      const number = (memory.load(place + PUT_COUNT) + 1) | 0 || 1;
      this.#makeRoom(count + 1);
      this.#checkFamily(packet.priority, count);
      const cell = this.#fill(packet, number);
      if (recorder !== undefined) this.#note(this.getters, number, packet.size < 0 ? 4 : packet.size, count + 1);
      this.getters.announce();
      this.#heap.set(cell + NUMBER, number);
      memory.store(place + PUT_COUNT, number);
      this.#push(cell, count);
      memory.store(place + COUNT, count + 1);
    } finally {
      this.#lock.unlock();
    }
    this.getters.wake();
    return OK;
  }

  take(me: number): Attempt {
    const { memory } = this;
    const place = this.#place;
    const shut = this.isShutDown();
    if (memory.load(place + COUNT) === 0) return shut ? SHUT_DOWN : EMPTY;
    if (this.getters.standBack(me)) return EMPTY;
    let large = -1;
    let size: number;
    let wrapped: boolean;
    this.#enter();
    try {
      const count = memory.load(place + COUNT);
      if (count === 0) return shut ? SHUT_DOWN : EMPTY;
      const heap = this.#heap;
      const cell = this.#at(0);
      this.#reach(cell);
      const number = heap.get(cell + NUMBER);
      size = heap.get(cell + SIZE);
      wrapped = heap.get(cell + KEY_KIND) === IN_ITEM;
      if (size === WHOLE) this.taken = heap.get(cell + VALUE);
      else if (size === LARGE) {
        large = heap.get(cell + VALUE);
        size = heap.get(cell + LARGE_SIZE);
      } else heap.read(cell + BYTES, scratch, size);
      this.putters.announce();
      if (recorder !== undefined) this.#note(this.putters, number, size === WHOLE ? 4 : size, count - 1);
      heap.set(cell + NUMBER, 0);
      if (large >= 0) memory.heap.retag(large, pagesOf(size), this.#tag, this.#me);
      this.#pop(count);
      memory.store(place + COUNT, count - 1);
      this.#setFree(cell);
      if (count === 1) this.#giveBack();
    } finally {
      this.#lock.unlock();
    }
    this.putters.wake();
    if (large >= 0) this.#readLarge(large, size);
    else if (size !== WHOLE) this.taken = decode(scratch);
    if (wrapped) this.taken = (this.taken as [unknown, unknown])[1];
    return OK;
  }

  shutDown(immediate: boolean, told?: (removed: number) => void): void {
    const { memory } = this;
    let removed = 0;
    this.#enter();
    try {
      memory.store(this.#place + STATE, 1);
      if (immediate) removed = this.#clear();
    } finally {
      this.#lock.unlock();
    }
    told?.(removed);
    for (let left = removed; left > 0 && this.finishOne(); ) left--;
    this.getters.wakeAll();
    this.putters.wakeAll();
  }
  finishOne(): boolean {
    const { memory } = this;
    const place = this.#place;
    for (;;) {
      const done = memory.load(place + DONE);
      const put = memory.load(place + PUT_COUNT);
      if (done === put) return false;
      if (memory.compareExchange(place + DONE, done, (done + 1) | 0 || 1) !== done) continue;
      if (memory.load(place + DONE) === put && this.joiners.awaited()) this.joiners.wakeAll();
      return true;
    }
  }
  sequence(): number {
    return this.memory.add(this.#place + SEQUENCE, 1) + 1;
  }

  #note(others: Gate, item: number, size: number, depth: number): void {
    const { receipt } = this;
    receipt.item = item;
    receipt.size = size;
    receipt.depth = depth;
    receipt.sequence = this.sequence();
    if (receipt.told !== undefined && others.awaited()) receipt.told();
  }

  // --- cells

  #fill(packet: Packet, number: number): number {
    const { memory } = this;
    const heap = this.#heap;
    const { size } = packet;
    const cell = this.#newCell(size < 0 || packet.page >= 0 ? 0 : size);
    float[0] = this.#lifo ? -number : typeof packet.priority === 'string' ? 0 : Number(packet.priority);
    heap.set(cell + KEY, floatWords[0]!);
    heap.set(cell + KEY + 1, floatWords[1]!);
    heap.set(cell + KEY_KIND, packet.wrapped ? IN_ITEM : IN_CELL);
    if (size < 0) {
      heap.set(cell + SIZE, WHOLE);
      heap.set(cell + VALUE, packet.value);
    } else if (packet.page >= 0) {
      memory.heap.retag(packet.page, packet.pages, this.#me, this.#tag);
      heap.set(cell + SIZE, LARGE);
      heap.set(cell + VALUE, packet.page);
      heap.set(cell + LARGE_SIZE, size);
      packet.page = -1;
    } else {
      heap.set(cell + SIZE, size);
      heap.write(cell + BYTES, packet.source!, size);
    }
    return cell;
  }

  #newCell(size: number): number {
    const { memory } = this;
    let kind = 0;
    while ((CELL_WORDS[kind]! - BYTES) * 4 < size) kind++;
    const word = this.#place + CLASSES + kind * 2;
    if (memory.load(word + 1) === 0) this.#addPage(word, kind);
    const cell = memory.load(word + 1) - 1;
    this.#reach(cell);
    memory.store(word + 1, this.#heap.get(cell + NEXT_FREE));
    return cell;
  }
  #addPage(word: number, kind: number): void {
    const { memory } = this;
    const page = memory.heap.allocatePages(1, this.#tag);
    const first = page * PAGE_WORDS;
    this.#reach(first);
    this.#heap.set(first, memory.load(word));
    this.#heap.set(first + 1, kind);
    const words = CELL_WORDS[kind]!;
    for (let cell = first + PAGE_HEADER; cell + words <= first + PAGE_WORDS; cell += words) {
      this.#heap.set(cell + NUMBER, 0);
    }
    memory.store(word, page + 1);
    for (let cell = first + PAGE_HEADER; cell + words <= first + PAGE_WORDS; cell += words) {
      this.#heap.set(cell + NEXT_FREE, memory.load(word + 1));
      memory.store(word + 1, cell + 1);
    }
  }
  #setFree(cell: number): void {
    const { memory } = this;
    const kind = this.#heap.get(Math.floor(cell / PAGE_WORDS) * PAGE_WORDS + 1);
    const word = this.#place + CLASSES + kind * 2 + 1;
    this.#heap.set(cell + NEXT_FREE, memory.load(word));
    memory.store(word, cell + 1);
  }
  /** All cells of all pages. */
  *#cells(): Generator<number> {
    for (let kind = 0; kind < CELL_WORDS.length; kind++) {
      const words = CELL_WORDS[kind]!;
      for (let page = this.memory.load(this.#place + CLASSES + kind * 2); page !== 0; ) {
        const first = (page - 1) * PAGE_WORDS;
        this.#reach(first);
        for (let cell = first + PAGE_HEADER; cell + words <= first + PAGE_WORDS; cell += words) yield cell;
        page = this.#heap.get(first);
      }
    }
  }
  /** Empty: the pages go back to where they came from. */
  #giveBack(): void {
    const { memory } = this;
    for (let kind = 0; kind < CELL_WORDS.length; kind++) {
      const word = this.#place + CLASSES + kind * 2;
      const first = memory.load(word);
      if (first === 0) continue;
      this.#reach((first - 1) * PAGE_WORDS);
      // One page may stay: a queue that is filled and emptied by turns would else make it anew each time.
      if (this.#heap.get((first - 1) * PAGE_WORDS) === 0) continue;
      memory.store(word + 1, 0);
      memory.store(word, 0);
      for (let page = first; page !== 0; ) {
        this.#reach((page - 1) * PAGE_WORDS);
        const next = this.#heap.get((page - 1) * PAGE_WORDS);
        memory.heap.freePages(page - 1, 1);
        page = next;
      }
    }
    const pages = memory.load(this.#place + INDEX_PAGES);
    if (pages > 1) {
      const index = memory.load(this.#place + INDEX) - 1;
      memory.store(this.#place + INDEX_PAGES, 0);
      memory.store(this.#place + INDEX, 0);
      memory.heap.freePages(index, pages);
    }
  }
  #clear(): number {
    const { memory } = this;
    let removed = 0;
    for (const cell of this.#cells()) {
      if (this.#heap.get(cell + NUMBER) === 0) continue;
      const large = this.#heap.get(cell + SIZE) === LARGE ? this.#heap.get(cell + VALUE) : -1;
      const size = this.#heap.get(cell + LARGE_SIZE);
      this.#heap.set(cell + NUMBER, 0);
      if (large >= 0) memory.heap.freePages(large, pagesOf(size));
      removed++;
    }
    this.#rebuild();
    this.#giveBack();
    return removed;
  }

  // --- order

  #checkFamily(priority: Priority | undefined, count: number): void {
    if (this.#lifo) return;
    const family = typeof priority === 'string' ? STRINGS : NUMBERS;
    const word = this.#place + FAMILY;
    if (count === 0) this.memory.store(word, family);
    else if (this.memory.load(word) !== family) {
      const [came, there] = family === STRINGS ? ['a string', 'numbers'] : ['a number', 'strings'];
      throw typeError(`the priority is ${came}, but those in the queue are ${there}: they cannot be compared`);
    }
  }
  #before(a: number, b: number): boolean {
    const heap = this.#heap;
    this.#reach(a);
    this.#reach(b);
    let before: Priority;
    let after: Priority;
    if (heap.get(a + KEY_KIND) === IN_CELL && heap.get(b + KEY_KIND) === IN_CELL) {
      before = this.#number(a);
      after = this.#number(b);
    } else {
      before = this.#key(a);
      after = this.#key(b);
    }
    if (before < after) return true;
    if (after < before) return false;
    return ((heap.get(a + NUMBER) - heap.get(b + NUMBER)) | 0) < 0;
  }
  #number(cell: number): number {
    floatWords[0] = this.#heap.get(cell + KEY);
    floatWords[1] = this.#heap.get(cell + KEY + 1);
    return float[0]!;
  }
  #key(cell: number): Priority {
    const heap = this.#heap;
    if (heap.get(cell + KEY_KIND) === IN_CELL) return this.#number(cell);
    const large = heap.get(cell + SIZE) === LARGE;
    const size = large ? heap.get(cell + LARGE_SIZE) : heap.get(cell + SIZE);
    const buffer = newScratch();
    buffer.reserve(size, 0);
    const word = large ? heap.get(cell + VALUE) * PAGE_WORDS : cell + BYTES;
    heap.reach(word + Math.ceil(size / 4));
    heap.read(word, buffer, size);
    return (decode(buffer) as [Priority, unknown])[0];
  }
  #at(i: number): number {
    return this.#heap.get(this.#indexWord(i)) - 1;
  }
  #put(i: number, cell: number): void {
    this.#heap.set(this.#indexWord(i), cell + 1);
  }
  #indexWord(i: number): number {
    const first = (this.memory.load(this.#place + INDEX) - 1) * PAGE_WORDS;
    this.#heap.reach(first + i + 1);
    return first + i;
  }
  #push(cell: number, count: number): void {
    let i = count;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = this.#at(parent);
      if (!this.#before(cell, above)) break;
      this.#put(i, above);
      i = parent;
    }
    this.#put(i, cell);
  }
  #pop(count: number): void {
    const last = this.#at(count - 1);
    const left = count - 1;
    let i = 0;
    for (;;) {
      let child = i * 2 + 1;
      if (child >= left) break;
      if (child + 1 < left && this.#before(this.#at(child + 1), this.#at(child))) child++;
      if (!this.#before(this.#at(child), last)) break;
      this.#put(i, this.#at(child));
      i = child;
    }
    if (left > 0) this.#put(i, last);
  }
  #makeRoom(count: number): void {
    const { memory } = this;
    const pages = memory.load(this.#place + INDEX_PAGES);
    if (count <= pages * PAGE_WORDS) return;
    const more = Math.max(1, pages * 2);
    const to = memory.heap.allocatePages(more, this.#tag);
    const from = memory.load(this.#place + INDEX) - 1;
    this.#heap.reach((to + more) * PAGE_WORDS);
    for (let i = 0; i < count - 1; i++) {
      this.#heap.set(to * PAGE_WORDS + i, this.#heap.get(from * PAGE_WORDS + i));
    }
    memory.store(this.#place + INDEX_PAGES, 0);
    memory.store(this.#place + INDEX, to + 1);
    memory.store(this.#place + INDEX_PAGES, more);
    if (pages > 0) memory.heap.freePages(from, pages);
  }

  #enter(): void {
    this.#lock.lock();
    if (this.#lock.abandoned()) this.#rebuild();
  }
  /** The index from the cells. */
  #rebuild(): void {
    const { memory } = this;
    const place = this.#place;
    for (let kind = 0; kind < CELL_WORDS.length; kind++) memory.store(place + CLASSES + kind * 2 + 1, 0);
    memory.store(place + COUNT, 0);
    let count = 0;
    for (const cell of this.#cells()) {
      const number = this.#heap.get(cell + NUMBER);
      if (number === 0) {
        this.#setFree(cell);
        continue;
      }
      if (((number - memory.load(place + PUT_COUNT)) | 0) > 0) memory.store(place + PUT_COUNT, number);
      this.#makeRoom(count + 1);
      this.#push(cell, count++);
    }
    memory.store(place + COUNT, count);
  }
  #readLarge(page: number, size: number): void {
    try {
      scratch.reserve(size, 0);
      const word = page * PAGE_WORDS;
      this.#heap.reach(word + pagesOf(size) * PAGE_WORDS);
      this.#heap.read(word, scratch, size);
    } finally {
      this.memory.heap.freePages(page, pagesOf(size));
    }
    try {
      this.taken = decode(scratch);
    } finally {
      scratch.trim();
    }
  }
  /** Makes a cell's words reachable. */
  #reach(cell: number): void {
    this.#heap.reach((Math.floor(cell / PAGE_WORDS) + 1) * PAGE_WORDS);
  }
}

const pagesOf = (size: number) => Math.ceil(size / PAGE_BYTES);

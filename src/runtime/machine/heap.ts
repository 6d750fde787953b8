/**
 * Pages of bytes in a shared memory. A page is claimed by one compare-exchange of its tag, so that whoever dies in the
 * middle of something leaves pages that still say whose they were: `sweep` finds them again.
 */
import { HeddleError } from '../errors.ts';
import { HEAP_BACKED, HEAP_HINT, HEAP_USED, PAGE_BYTES, PAGE_TAGS } from './layout.ts';
import type { SharedMemory } from './memory.ts';

export { PAGE_BYTES };

/** The shared memory cannot grow further. */
export class OutOfMemoryError extends HeddleError {
  constructor(message: string) {
    super('ERR_HEDDLE_OUT_OF_MEMORY', message);
  }
}

/** Makes sure that at least `pages` pages are backed; returns how many are, or 0 when there is no more memory. */
export type Back = (pages: number) => number;

/** The pages of one shared memory. Page n begins at byte offset n * PAGE_BYTES. */
export class Heap {
  readonly capacityPages: number;
  readonly #memory: SharedMemory;
  readonly #back: Back;

  constructor(memory: SharedMemory, capacityPages: number, back: Back) {
    this.#memory = memory;
    this.capacityPages = capacityPages;
    this.#back = back;
  }

  /**
   * Takes `count` neighbouring pages and marks them with `tag` (a positive int32: an owner's number, a resource's, ...).
   * Returns the first one's number. Their bytes are whatever was left in them. OutOfMemoryError when there is no room.
   */
  allocatePages(count: number, tag: number): number {
    const memory = this.#memory;
    const hint = memory.load(HEAP_HINT);
    let first = this.#claimRun(hint, count, tag);
    if (first < 0 && hint > 0) first = this.#claimRun(0, count, tag);
    if (first < 0) {
      throw new OutOfMemoryError(
        `the memory shared between ${memory.domain} has no room for ${count * PAGE_BYTES} more bytes ` +
          `(at most ${this.capacityPages * PAGE_BYTES})`,
      );
    }
    // Pages before a single one were all in use: the next search may begin behind it.
    if (count === 1 && first > hint) memory.compareExchange(HEAP_HINT, hint, first + 1);
    return this.#taken(first, count);
  }

  /** Overwrites a page. */
  writePage(page: number, bytes: Uint8Array): void {
    this.#memory.writeBytes(page * PAGE_BYTES, bytes);
  }

  /** Gives pages back. */
  freePages(page: number, count: number): void {
    this.#release(page, count);
    const memory = this.#memory;
    const hint = memory.load(HEAP_HINT);
    if (page < hint) memory.compareExchange(HEAP_HINT, hint, page);
  }

  /** Whose page it is; 0: nobody's. */
  pageTag(page: number): number {
    return this.#memory.load(PAGE_TAGS + page);
  }

  /** Hands pages on from one tag to another, page by page. */
  retag(page: number, count: number, from: number, to: number): void {
    for (let i = 0; i < count; i++) this.#memory.compareExchange(PAGE_TAGS + page + i, from, to);
  }

  /** Frees every page with this tag, such as those of a dead owner; returns how many there were. */
  sweep(tag: number): number {
    const memory = this.#memory;
    let swept = 0;
    for (let page = memory.load(HEAP_USED) - 1; page >= 0; page--) {
      if (memory.load(PAGE_TAGS + page) === tag && memory.compareExchange(PAGE_TAGS + page, tag, 0) === tag) {
        swept++;
        const hint = memory.load(HEAP_HINT);
        if (page < hint) memory.compareExchange(HEAP_HINT, hint, page);
      }
    }
    return swept;
  }

  #claim(page: number, tag: number): boolean {
    return this.#memory.compareExchange(PAGE_TAGS + page, 0, tag) === 0;
  }
  #release(page: number, count: number): void {
    for (let i = 0; i < count; i++) this.#memory.store(PAGE_TAGS + page + i, 0);
  }
  #claimRun(from: number, count: number, tag: number): number {
    let run = 0;
    for (let page = from; page < this.capacityPages; page++) {
      if (this.#claim(page, tag)) {
        if (++run === count) return page - count + 1;
      } else {
        this.#release(page - run, run);
        run = 0;
      }
    }
    this.#release(this.capacityPages - run, run);
    return -1;
  }
  /** Notes that the pages are used, and backs them. */
  #taken(page: number, count: number): number {
    const memory = this.#memory;
    const end = page + count;
    for (let used = memory.load(HEAP_USED); used < end; used = memory.load(HEAP_USED)) {
      if (memory.compareExchange(HEAP_USED, used, end) === used) break;
    }
    const hint = memory.load(HEAP_HINT);
    if (hint >= page && hint < end) memory.compareExchange(HEAP_HINT, hint, end);
    if (memory.load(HEAP_BACKED) < end && this.#back(end) < end) {
      this.#release(page, count);
      throw new OutOfMemoryError(
        `the system has no memory left for ${count * PAGE_BYTES} more bytes shared between ${memory.domain}`,
      );
    }
    return page;
  }
}

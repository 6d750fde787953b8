/**
 * The memory between the processes of one program: an unnamed file in memory, inherited by children as a file
 * descriptor, mapped by each process. It is made when the first primitive between processes is, by whichever thread
 * comes first; the others of its process find the descriptor and the mapping's address in the threads' memory.
 */
import { CopyMemory } from './copy-memory.ts';
import { foreign, systemError } from './foreign.ts';
import { initGuard } from './guarded-calls.ts';
import { kernel } from './kernel.ts';
import {
  ARENA_TAG,
  CONTROL_BYTES,
  CONTROL_WORDS,
  FIRST_WORD,
  HEAP_BACKED,
  MAX_PAGES,
  NEXT_WORD,
  PAGE_BYTES,
  PROCESS_MEMORY_FD,
  PROCESS_MEMORY_STATE,
} from './layout.ts';
import type { SharedMemory } from './memory.ts';
import { threadMemory } from './threads.ts';
import { undisturbed } from './undisturbed.ts';
import { ViewMemory } from './view-memory.ts';

// States of the process memory in this process.
const NONE = 0;
const OPENING = 1;
const INHERITED = 2;
const MAPPED = 3;

const CAPACITY = PROCESS_MEMORY_FD + 1;
const ADDRESS = PROCESS_MEMORY_FD + 2; // Two words.
const IS_CHILD = PROCESS_MEMORY_FD + 4;
/** Where the words are reached by calls, where there are no views. */
const WORDS = PROCESS_MEMORY_FD + 5; // Two words.

/** The heap grows by at least this many pages at once. */
const GROWTH_PAGES = 64;

let memory: SharedMemory | undefined;

/** The memory that all processes of this program share. */
export function processMemory(): SharedMemory {
  memory ??= undisturbed(open);
  return memory;
}

/** The file that children must inherit to share it; undefined while there is none. */
export function processMemoryFd(): number | undefined {
  const threads = threadMemory();
  return threads.load(PROCESS_MEMORY_STATE) >= INHERITED ? threads.load(PROCESS_MEMORY_FD) : undefined;
}

/** Said once at the start of a child process: the descriptor it inherited, or undefined when its parent had none. */
export function adoptProcessMemory(fd: number | undefined): void {
  const threads = threadMemory();
  threads.store(IS_CHILD, 1);
  if (fd === undefined) return;
  threads.store(PROCESS_MEMORY_FD, fd);
  threads.store(PROCESS_MEMORY_STATE, INHERITED);
}

/** True when this process is a child whose parent had no shared memory, and has (or would make) one of its own. */
export function isApart(): boolean {
  const threads = threadMemory();
  if (threads.load(IS_CHILD) === 0) return false;
  return threads.load(PROCESS_MEMORY_STATE) < INHERITED || processMemory().load(ARENA_TAG) === process.pid;
}

function open(): SharedMemory {
  const threads = threadMemory();
  for (;;) {
    const state = threads.load(PROCESS_MEMORY_STATE);
    if (state === MAPPED) return attach();
    if (state === OPENING) {
      threads.park(PROCESS_MEMORY_STATE, OPENING, 1000);
    } else if (threads.compareExchange(PROCESS_MEMORY_STATE, state, OPENING) === state) {
      try {
        map(state === INHERITED);
        threads.store(PROCESS_MEMORY_STATE, MAPPED);
      } catch (error) {
        threads.store(PROCESS_MEMORY_STATE, state === NONE ? NONE : INHERITED);
        throw error;
      } finally {
        threads.unpark(PROCESS_MEMORY_STATE, Number.POSITIVE_INFINITY);
      }
    }
  }
}

/** Maps the file, having made it if it was not inherited, and notes the place for the other threads. */
function map(inherited: boolean): void {
  const threads = threadMemory();
  if (!inherited) threads.store(PROCESS_MEMORY_FD, kernel().createMemoryFile(CONTROL_BYTES));
  const fd = threads.load(PROCESS_MEMORY_FD);
  for (let pages = MAX_PAGES; ; pages /= 4) {
    const address = kernel().map(fd, CONTROL_BYTES + pages * PAGE_BYTES);
    if (address === 0) {
      if (pages < 1024) throw systemError('mapping the memory shared between processes');
      continue;
    }
    const hasViews = viewOf(address, CONTROL_BYTES) !== undefined;
    if (!inherited && !hasViews) initGuard(address);
    threads.store(CAPACITY, pages);
    storeAddress(ADDRESS, address);
    // A call takes an address that is a small integer to V8 more quickly than any other.
    storeAddress(WORDS, (hasViews ? 0 : kernel().mapLow?.(fd, CONTROL_BYTES)) || address);
    break;
  }
}

/** Notes an address in two words for the other threads. */
function storeAddress(word: number, address: number): void {
  const threads = threadMemory();
  threads.store(word, address | 0);
  threads.store(word + 1, Math.floor(address / 2 ** 32));
}
function loadAddress(word: number): number {
  const threads = threadMemory();
  return threads.load(word + 1) * 2 ** 32 + (threads.load(word) >>> 0);
}

/** This thread's view of the mapping. */
function attach(): SharedMemory {
  const threads = threadMemory();
  const address = loadAddress(ADDRESS);
  const fd = threads.load(PROCESS_MEMORY_FD);
  const capacityPages = threads.load(CAPACITY);
  const back = (pages: number): number => grow(self, fd, capacityPages, pages);
  const parker = (memory: SharedMemory) => kernel().parker(memory, address);
  const buffer = viewOf(address, CONTROL_BYTES);
  const self: SharedMemory = buffer
    ? new ViewMemory({
        domain: 'processes',
        words: new Int32Array(buffer, 0, CONTROL_WORDS),
        capacityPages,
        view: (bytes) => new Uint8Array(viewOf(address, bytes) as ArrayBuffer),
        back,
        parker,
      })
    : new CopyMemory({ address, words: loadAddress(WORDS), capacityPages, back, parker });
  if (self.compareExchange(NEXT_WORD, 0, FIRST_WORD) === 0 && threads.load(IS_CHILD) === 1) {
    self.store(ARENA_TAG, process.pid);
  }
  return self;
}

/** The bytes as a buffer; undefined where JavaScript may not see them (Electron), or is told not to (for tests). */
function viewOf(address: number, bytes: number): ArrayBuffer | undefined {
  if (process.env.HEDDLE_NO_VIEWS === '1' || process.versions.electron !== undefined) return undefined;
  try {
    return undisturbed(() => foreign().view(BigInt(address), bytes));
  } catch (error) {
    if (bytes > CONTROL_BYTES) throw error;
    return undefined;
  }
}

function grow(memory: SharedMemory, fd: number, capacityPages: number, pages: number): number {
  const known = memory.load(HEAP_BACKED);
  if (pages <= known) return known;
  const wanted = Math.min(capacityPages, Math.ceil(pages / GROWTH_PAGES) * GROWTH_PAGES);
  if (!kernel().extend(fd, CONTROL_BYTES + known * PAGE_BYTES, CONTROL_BYTES + wanted * PAGE_BYTES)) return 0;
  for (let now = memory.load(HEAP_BACKED); now < wanted; now = memory.load(HEAP_BACKED)) {
    if (memory.compareExchange(HEAP_BACKED, now, wanted) === now) break;
  }
  return wanted;
}

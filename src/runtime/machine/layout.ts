/**
 * Where things stand in a shared memory. The first part is control words, the rest is the heap's pages. Only what is
 * touched is backed by real memory, so the reserves below cost address space only.
 */

/** Words on one cache line: what must not be disturbed by its neighbours starts at a multiple of it. */
export const LINE_WORDS = 16;
export const CONTROL_BYTES = 64 * 2 ** 20;
export const CONTROL_WORDS = CONTROL_BYTES / 4;

/** Bytes of a page of the heap. */
export const PAGE_BYTES = 16384;
/** Pages that a heap may have at most. */
export const MAX_PAGES = 2 ** 20;

// Header words, each hot one on a line of its own.
/** Next unused control word. */
export const NEXT_WORD = 0;
/** Number of the owner that registered last. */
export const LAST_OWNER = 16;
/** Number of the resource that was made last. */
export const LAST_RESOURCE = 17;
/** Distinguishes the resources of memories that several processes of one program made: 0 or the maker's pid. */
export const ARENA_TAG = 18;
/** Pages of the heap that are backed, ever used and a hint where to look for free ones. */
export const HEAP_BACKED = 32;
export const HEAP_USED = 33;
export const HEAP_HINT = 34;
/** How many asynchronous waits of any thread or process want a ring. */
export const RINGS_WANTED = 48;
/** In the memory of the threads: the state and the file descriptor of the memory of the processes. */
export const PROCESS_MEMORY_STATE = 64;
export const PROCESS_MEMORY_FD = 65;
/** How many primitives of each kind were made, for their names. */
export const KIND_COUNTERS = 96;

/** A mutex of the system's, where there are no atomic functions to call (see atomic-calls.ts). */
export const GUARD_WORD = 192;

/** Where sleepers are counted in groups (see windows.ts), and what the groups' semaphores are called. */
export const SLEEPERS = 208;
export const SLEEPER_GROUPS = 32;
export const SLEEPERS_TOKEN = SLEEPERS + SLEEPER_GROUPS;

/** Owners (see owners.ts). */
export const OWNERS = 256;
export const OWNER_WORDS = 8;
export const OWNER_SLOTS = 65536;
/** Primitives made at module level (see creation.ts). */
export const MODULE_TABLE = OWNERS + OWNER_SLOTS * OWNER_WORDS;
export const MODULE_ENTRY_WORDS = 48;
export const MODULE_ENTRIES = 4096;
/** Doorbells (see doorbell.ts). */
export const BELLS = MODULE_TABLE + MODULE_ENTRIES * MODULE_ENTRY_WORDS;
export const BELL_WORDS = 80;
export const BELL_SLOTS = 1024;
/** One word for each page of the heap: whose it is. */
export const PAGE_TAGS = BELLS + BELL_SLOTS * BELL_WORDS;
/** The first word that allocateWords gives away. */
export const FIRST_WORD = Math.ceil((PAGE_TAGS + MAX_PAGES) / LINE_WORDS) * LINE_WORDS;

/**
 * The machine interface: everything a shared primitive needs. Three implementations stand behind it: threads
 * (SharedArrayBuffer and Atomics), processes (a mapping seen as an ArrayBuffer, parked through the kernel), processes
 * without views (the same mapping through copying calls). Whatever is built on it is written once.
 *
 * Words are signed 32-bit integers, addressed by their index. Every operation on a word is atomic and sequentially
 * consistent. Bytes are those of the heap (see heap.ts), addressed by offset; they are plain memory: guard them with
 * a lock.
 */
import type { Elements, ElementType } from './elements.ts';
import type { Heap } from './heap.ts';

export type Domain = 'threads' | 'processes';

export interface SharedMemory {
  readonly domain: Domain;
  /** Pages of bytes for what is large or comes and goes. */
  readonly heap: Heap;
  load(word: number): number;
  /** As load, but perhaps a moment old: for a guess that a compareExchange checks. Quicker. */
  peek(word: number): number;
  store(word: number, value: number): void;
  /** Adds and returns the former value. */
  add(word: number, n: number): number;
  exchange(word: number, value: number): number;
  /** Stores `replacement` if the word is `expected`; returns the former value. */
  compareExchange(word: number, expected: number, replacement: number): number;
  /**
   * Sleeps while the word is `expected`, at most `timeoutMs` (Infinity: no limit). May return early for no reason:
   * callers loop. False when the time ran out. A parked thread can be terminated and its process can exit.
   */
  park(word: number, expected: number, timeoutMs: number): boolean;
  /** Wakes up to `count` of the threads parked on the word, blocking and asynchronous ones. True when one surely slept. */
  unpark(word: number, count: number): boolean;
  /** As `park`, without blocking: the event loop goes on and is kept alive. Rejects with the signal's reason. */
  parkAsync(word: number, expected: number, timeoutMs: number, signal?: AbortSignal): Promise<boolean>;
  readBytes(offset: number, target: Uint8Array): void;
  writeBytes(offset: number, source: Uint8Array): void;
  /**
   * The heap's bytes themselves, from offset 0 to at least `end`; undefined where the memory cannot be viewed and only
   * readBytes and writeBytes reach it. Ask again when `end` grows: the array may be another one.
   */
  viewBytes(end: number): Uint8Array | undefined;
  /** Numbers that begin at a word, or at a page of the heap. */
  elements(type: ElementType, region: 'words' | 'pages', first: number, length: number): Elements;
  /** Reserves `count` zeroed words for good, on a cache line of their own; returns the first one's index. */
  allocateWords(count: number): number;
}

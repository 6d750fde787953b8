/** A shared memory that this thread sees as typed arrays: the one of the threads, and of the processes in plain Node. */
import { type Elements, type ElementType, elementBytes, elementsOf } from './elements.ts';
import { type Back, Heap, OutOfMemoryError } from './heap.ts';
import { CONTROL_BYTES, CONTROL_WORDS, HEAP_BACKED, LINE_WORDS, NEXT_WORD, PAGE_BYTES } from './layout.ts';
import type { Domain, SharedMemory } from './memory.ts';

/** How threads sleep on a word of a memory and are woken. */
export interface Parker {
  park(word: number, expected: number, timeoutMs: number): boolean;
  unpark(word: number, count: number): boolean;
  parkAsync(word: number, expected: number, timeoutMs: number, signal?: AbortSignal): Promise<boolean>;
}

/** What a memory of views stands on. */
export interface ViewMemoryParts {
  readonly domain: Domain;
  readonly words: Int32Array;
  readonly capacityPages: number;
  readonly back: Back;
  /** A view of the first `bytes` bytes of the whole memory. */
  readonly view: (bytes: number) => Uint8Array;
  readonly parker: (memory: SharedMemory, words: Int32Array) => Parker;
}

/** One class for both domains, so that the primitives' hot paths see one shape. */
export class ViewMemory implements SharedMemory {
  readonly domain: Domain;
  readonly heap: Heap;
  readonly words: Int32Array;
  readonly #parker: Parker;
  readonly #view: (bytes: number) => Uint8Array;
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(parts: ViewMemoryParts) {
    this.domain = parts.domain;
    this.words = parts.words;
    this.#view = parts.view;
    this.heap = new Heap(this, parts.capacityPages, parts.back);
    this.#parker = parts.parker(this, parts.words);
  }
  load(word: number): number {
    return Atomics.load(this.words, word);
  }
  peek(word: number): number {
    return this.words[word] as number;
  }
  store(word: number, value: number): void {
    Atomics.store(this.words, word, value);
  }
  add(word: number, n: number): number {
    return Atomics.add(this.words, word, n);
  }
  exchange(word: number, value: number): number {
    return Atomics.exchange(this.words, word, value);
  }
  compareExchange(word: number, expected: number, replacement: number): number {
    return Atomics.compareExchange(this.words, word, expected, replacement);
  }
  park(word: number, expected: number, timeoutMs: number): boolean {
    return this.#parker.park(word, expected, timeoutMs);
  }
  unpark(word: number, count: number): boolean {
    return this.#parker.unpark(word, count);
  }
  parkAsync(word: number, expected: number, timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
    return this.#parker.parkAsync(word, expected, timeoutMs, signal);
  }
  readBytes(offset: number, target: Uint8Array): void {
    const end = offset + target.length;
    target.set(this.viewBytes(end).subarray(offset, end));
  }
  writeBytes(offset: number, source: Uint8Array): void {
    this.viewBytes(offset + source.length).set(source, offset);
  }
  viewBytes(end: number): Uint8Array {
    if (end > this.#bytes.length) {
      const backed = this.load(HEAP_BACKED) * PAGE_BYTES;
      if (end > backed) throw new RangeError(`byte ${end} is beyond the shared memory's ${backed} bytes`);
      this.#bytes = this.#view(CONTROL_BYTES + backed).subarray(CONTROL_BYTES);
    }
    return this.#bytes;
  }
  elements(type: ElementType, region: 'words' | 'pages', first: number, length: number): Elements {
    if (region === 'words') return elementsOf(type, this.words.buffer, this.words.byteOffset + first * 4, length);
    const offset = first * PAGE_BYTES;
    const bytes = this.viewBytes(offset + length * elementBytes(type));
    return elementsOf(type, bytes.buffer, bytes.byteOffset + offset, length);
  }
  allocateWords(count: number): number {
    return takeWords(this, count);
  }
}

/** allocateWords of every kind of memory. */
export function takeWords(memory: SharedMemory, count: number): number {
  const words = Math.ceil(count / LINE_WORDS) * LINE_WORDS;
  const first = memory.add(NEXT_WORD, words);
  if (first + words > CONTROL_WORDS) {
    memory.add(NEXT_WORD, -words);
    throw new OutOfMemoryError(`too many primitives: the memory shared between ${memory.domain} has no words left`);
  }
  return first;
}

/**
 * The memory between processes where JavaScript may not look into it: Electron, VS Code's own runtime, forbids buffers
 * over foreign memory. The same mapping is reached by calls: bytes are copied, words are changed by atomic functions
 * (see atomic-calls.ts).
 */
import { type AtomicCalls, atomicCalls } from './atomic-calls.ts';
import { CalledElements } from './called-elements.ts';
import { type Elements, type ElementType, elementBytes } from './elements.ts';
import { foreign } from './foreign.ts';
import { type Back, Heap } from './heap.ts';
import { CONTROL_BYTES, PAGE_BYTES } from './layout.ts';
import type { SharedMemory } from './memory.ts';
import { type Parker, takeWords } from './view-memory.ts';

/** What a memory of calls stands on. */
export interface CopyMemoryParts {
  /** Where the mapping begins. */
  readonly address: number;
  /** Where its words are reached: there, or at another mapping of them. */
  readonly words: number;
  readonly capacityPages: number;
  readonly back: Back;
  readonly parker: (memory: SharedMemory) => Parker;
}

type Copy = (to: number | Uint8Array, from: number | Uint8Array, bytes: number) => unknown;

export class CopyMemory implements SharedMemory {
  readonly domain = 'processes';
  readonly heap: Heap;
  readonly #words: number;
  readonly #heapAddress: number;
  readonly #calls: AtomicCalls;
  readonly #parker: Parker;
  readonly #copyOut: Copy;
  readonly #copyIn: Copy;

  constructor(parts: CopyMemoryParts) {
    this.#words = parts.words;
    this.#heapAddress = parts.address + CONTROL_BYTES;
    this.#calls = atomicCalls(parts.address);
    const libc = foreign().load(process.platform === 'win32' ? 'msvcrt.dll' : null);
    this.#copyOut = libc.func('memcpy', 'void', ['void *', 'int64_t', 'size_t']) as Copy;
    this.#copyIn = libc.func('memcpy', 'void', ['int64_t', 'void *', 'size_t']) as Copy;
    this.heap = new Heap(this, parts.capacityPages, parts.back);
    this.#parker = parts.parker(this);
  }
  load(word: number): number {
    return this.#calls.load(this.#words + word * 4);
  }
  peek(word: number): number {
    return this.load(word);
  }
  store(word: number, value: number): void {
    this.#calls.store(this.#words + word * 4, value);
  }
  add(word: number, n: number): number {
    return this.#calls.add(this.#words + word * 4, n);
  }
  exchange(word: number, value: number): number {
    for (;;) {
      const former = this.load(word);
      if (this.compareExchange(word, former, value) === former) return former;
    }
  }
  compareExchange(word: number, expected: number, replacement: number): number {
    return this.#calls.compareExchange(this.#words + word * 4, expected, replacement);
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
    if (target.length > 0) this.#copyOut(target, this.#heapAddress + offset, target.length);
  }
  writeBytes(offset: number, source: Uint8Array): void {
    if (source.length > 0) this.#copyIn(this.#heapAddress + offset, source, source.length);
  }
  viewBytes(): undefined {
    return undefined;
  }
  elements(type: ElementType, region: 'words' | 'pages', first: number, _length: number): Elements {
    const address = region === 'words' ? this.#words + first * 4 : this.#heapAddress + first * PAGE_BYTES;
    return new CalledElements(this.#calls, type, address, elementBytes(type));
  }
  allocateWords(count: number): number {
    return takeWords(this, count);
  }
}

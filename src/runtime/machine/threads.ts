/** The memory between the threads of one process: a SharedArrayBuffer that grows, and Atomics. */
import { threadBirth } from '../context.ts';
import { keepAlive, letGo } from './keep-alive.ts';
import { CONTROL_BYTES, CONTROL_WORDS, FIRST_WORD, HEAP_BACKED, MAX_PAGES, NEXT_WORD, PAGE_BYTES } from './layout.ts';
import { type Parker, ViewMemory } from './view-memory.ts';

/** The heap grows by at least this many pages at once. */
const GROWTH_PAGES = 64;

let buffer: SharedArrayBuffer | undefined;
let memory: ViewMemory | undefined;

/** The buffer under the threads' memory, to be handed to new workers as their birth's `memory`. */
export function threadBuffer(): SharedArrayBuffer {
  threadMemory();
  return buffer as SharedArrayBuffer;
}

/** The memory that all threads of this process share. */
export function threadMemory(): ViewMemory {
  memory ??= open();
  return memory;
}

function open(): ViewMemory {
  const shared = threadBirth?.memory ?? reserve();
  buffer = shared;
  const words = new Int32Array(shared, 0, CONTROL_WORDS);
  Atomics.compareExchange(words, NEXT_WORD, 0, FIRST_WORD);
  return new ViewMemory({
    domain: 'threads',
    words,
    capacityPages: Math.floor((shared.maxByteLength - CONTROL_BYTES) / PAGE_BYTES),
    view: (bytes) => new Uint8Array(shared, 0, bytes),
    back: (pages) => grow(shared, words, pages),
    parker: (_memory, ownWords) => new AtomicsParker(ownWords),
  });
}

/** As much address space as can be had: only what is used is backed. */
function reserve(): SharedArrayBuffer {
  for (let pages = MAX_PAGES; ; pages /= 4) {
    try {
      return new SharedArrayBuffer(CONTROL_BYTES, { maxByteLength: CONTROL_BYTES + pages * PAGE_BYTES });
    } catch (error) {
      if (pages < 1024) throw error;
    }
  }
}

function grow(shared: SharedArrayBuffer, words: Int32Array, pages: number): number {
  const most = (shared.maxByteLength - CONTROL_BYTES) / PAGE_BYTES;
  const wanted = Math.min(most, Math.max(pages, Math.ceil((pages + GROWTH_PAGES) / GROWTH_PAGES) * GROWTH_PAGES));
  try {
    const bytes = CONTROL_BYTES + wanted * PAGE_BYTES;
    if (shared.byteLength < bytes) shared.grow(bytes);
  } catch {
    // Another thread has grown it further meanwhile, or there is no memory: the length tells.
  }
  const backed = Math.floor((shared.byteLength - CONTROL_BYTES) / PAGE_BYTES);
  for (let known = Atomics.load(words, HEAP_BACKED); known < backed; known = Atomics.load(words, HEAP_BACKED)) {
    if (Atomics.compareExchange(words, HEAP_BACKED, known, backed) === known) break;
  }
  return backed;
}

/** Parking on a SharedArrayBuffer, which V8 itself offers, with and without blocking. */
class AtomicsParker implements Parker {
  readonly #words: Int32Array<SharedArrayBuffer>;
  constructor(words: Int32Array) {
    this.#words = words as Int32Array<SharedArrayBuffer>;
  }
  park(word: number, expected: number, timeoutMs: number): boolean {
    return Atomics.wait(this.#words, word, expected, timeoutMs) !== 'timed-out';
  }
  unpark(word: number, count: number): boolean {
    return Atomics.notify(this.#words, word, count) > 0;
  }
  async parkAsync(word: number, expected: number, timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
    signal?.throwIfAborted();
    const wait = Atomics.waitAsync(this.#words, word, expected, timeoutMs);
    if (!wait.async) return wait.value !== 'timed-out';
    keepAlive();
    let aborted: (() => void) | undefined;
    try {
      if (!signal) return (await wait.value) !== 'timed-out';
      const abort = new Promise<'aborted'>((resolve) => {
        aborted = () => resolve('aborted');
        signal.addEventListener('abort', aborted, { once: true });
      });
      const how = await Promise.race([wait.value, abort]);
      if (how !== 'aborted') return how !== 'timed-out';
      // The wait cannot be taken back: should it be woken later, the wake-up is passed on to somebody who wants it.
      void wait.value.then((late) => {
        if (late === 'ok') this.unpark(word, 1);
      });
      throw signal.reason;
    } finally {
      if (aborted) signal?.removeEventListener('abort', aborted);
      letGo();
    }
  }
}

/** Words and bytes of a heap's pages for queues: straight through a view where there is one, else by copying calls. */
import type { SharedMemory } from '../machine/memory.ts';

/** Up to so many words are copied one by one; more by Buffer's copy, which is quicker in shared memory than `set`. */
const FEW_WORDS = 48;

/** The bytes of one memory's heap. Offsets are in words unless they say otherwise; plain memory, guard it with a lock. */
export class HeapAccess {
  readonly #memory: SharedMemory;
  #words: Int32Array | undefined;
  /** The bytes for reading values in place; undefined where they cannot be viewed. */
  buffer: Buffer | undefined;
  view: DataView | undefined;
  #end = 0;
  readonly #one = new Int32Array(1);
  readonly #oneBytes = new Uint8Array(this.#one.buffer);

  constructor(memory: SharedMemory) {
    this.#memory = memory;
  }

  /** Makes the words up to `end` reachable; call it before touching them. */
  reach(end: number): void {
    if (end > this.#end) this.#extend(end);
  }
  get(word: number): number {
    const words = this.#words;
    if (words !== undefined) return words[word]!;
    this.#memory.readBytes(word * 4, this.#oneBytes);
    return this.#one[0]!;
  }
  set(word: number, value: number): void {
    const words = this.#words;
    if (words !== undefined) {
      words[word] = value;
      return;
    }
    this.#one[0] = value;
    this.#memory.writeBytes(word * 4, this.#oneBytes);
  }
  /** Copies `size` bytes of a buffer to a word. The buffer's `words` are the same bytes, from its beginning. */
  write(word: number, source: { readonly bytes: Buffer; readonly words: Int32Array }, size: number): void {
    const words = this.#words;
    const count = (size + 3) >> 2;
    if (words === undefined) this.#memory.writeBytes(word * 4, source.bytes.subarray(0, size));
    else if (count <= FEW_WORDS) {
      const from = source.words;
      for (let i = 0; i < count; i++) words[word + i] = from[i]!;
    } else source.bytes.copy(this.buffer!, word * 4, 0, size);
  }
  /** Copies `size` bytes from a word to the beginning of a buffer that has room for them. */
  read(word: number, target: { readonly bytes: Uint8Array; readonly words: Int32Array }, size: number): void {
    const words = this.#words;
    const count = (size + 3) >> 2;
    if (words === undefined) this.#memory.readBytes(word * 4, target.bytes.subarray(0, size));
    else if (count <= FEW_WORDS) {
      const to = target.words;
      for (let i = 0; i < count; i++) to[i] = words[word + i]!;
    } else this.buffer!.copy(target.bytes, 0, word * 4, word * 4 + size);
  }

  /** True when the bytes can be read in place. */
  get seen(): boolean {
    return this.buffer !== undefined;
  }

  #extend(end: number): void {
    const bytes = this.#memory.viewBytes(end * 4);
    this.#words = bytes && new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
    this.buffer = bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.view = bytes && new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#end = bytes ? this.#words!.length : Number.POSITIVE_INFINITY;
  }
}

const accesses = new WeakMap<SharedMemory, HeapAccess>();
/** This thread's access to a memory's heap. */
export function heapAccess(memory: SharedMemory): HeapAccess {
  let access = accesses.get(memory);
  if (!access) {
    access = new HeapAccess(memory);
    accesses.set(memory, access);
  }
  return access;
}

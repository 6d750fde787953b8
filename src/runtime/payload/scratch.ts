/** Growing bytes that a value is written into or read from; one of each per thread, used again and again. */
import { rangeError } from '../errors.ts';
import { MAX_PAYLOAD } from './format.ts';

/** What a scratch buffer shrinks back to after something large went through it. */
const USUAL = 64 * 1024;
const KEEP = 4 * 1024 * 1024;

export class Scratch {
  bytes: Buffer = Buffer.from(new ArrayBuffer(USUAL));
  view: DataView = new DataView(this.bytes.buffer);
  /** The same bytes in whole words, for copying what is short. */
  words: Int32Array = new Int32Array(this.bytes.buffer);

  /** Makes room for `size` bytes in all, keeping the first `used`. */
  reserve(size: number, used: number): void {
    if (size <= this.bytes.length) return;
    if (size > MAX_PAYLOAD) {
      throw rangeError(
        `the value needs more than ${MAX_PAYLOAD} bytes: send it in parts, or the path of a file with it`,
      );
    }
    const room = Math.min(Math.max(size, this.bytes.length * 2), MAX_PAYLOAD + 60);
    const former = this.bytes;
    this.#set(Math.ceil(room / 8) * 8);
    former.copy(this.bytes, 0, 0, used);
  }

  /** Lets go of the memory that a large value needed. */
  trim(): void {
    if (this.bytes.length > KEEP) this.#set(USUAL);
  }

  #set(size: number): void {
    this.bytes = Buffer.from(new ArrayBuffer(size));
    this.view = new DataView(this.bytes.buffer);
    this.words = new Int32Array(this.bytes.buffer);
  }
}

/** A buffer for reading. */
export function newScratch(): Scratch {
  return new Scratch();
}

/** Takes frames in by slices, so that a long history or a fast program never holds the page up. */

/** Bytes that are decoded at a time. */
const PIECE = 128 * 1024;
/** Milliseconds of work between two breaths. */
const SLICE_MS = 10;

/** A queue of bytes that are worked off between frames. */
export class Intake {
  readonly #take: (bytes: Uint8Array) => void;
  readonly #taken: (bytes: number) => void;
  #queue: (Uint8Array | (() => void))[] = [];
  #offset = 0;
  #scheduled = false;
  readonly #channel = new MessageChannel();

  constructor(take: (bytes: Uint8Array) => void, taken: (bytes: number) => void) {
    this.#take = take;
    this.#taken = taken;
    this.#channel.port1.onmessage = () => {
      this.#scheduled = false;
      this.#work();
    };
  }

  add(bytes: Uint8Array): void {
    this.#queue.push(bytes);
    this.#schedule();
  }

  /** Runs something when everything that came before has been taken in. */
  afterAll(run: () => void): void {
    this.#queue.push(run);
    this.#schedule();
  }

  /** Bytes that wait to be read. */
  get backlog(): number {
    return this.#queue.reduce((sum, part) => sum + (typeof part === 'function' ? 0 : part.length), 0) - this.#offset;
  }

  clear(): void {
    this.#queue = [];
    this.#offset = 0;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#channel.port2.postMessage(undefined);
  }

  #work(): void {
    const until = performance.now() + SLICE_MS;
    let taken = 0;
    while (this.#queue.length > 0 && performance.now() < until) {
      const first = this.#queue[0]!;
      if (typeof first === 'function') {
        this.#queue.shift();
        first();
        continue;
      }
      const piece = first.subarray(this.#offset, this.#offset + PIECE);
      this.#offset += piece.length;
      taken += piece.length;
      if (this.#offset >= first.length) {
        this.#queue.shift();
        this.#offset = 0;
      }
      this.#take(piece);
    }
    if (taken > 0) this.#taken(taken);
    if (this.#queue.length > 0) this.#schedule();
  }
}

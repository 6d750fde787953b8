/** Parking through the kernel's own queue of sleepers on an address, which Linux and macOS have. */
import { Doorbell } from './doorbell.ts';
import type { SharedMemory } from './memory.ts';
import type { Parker } from './view-memory.ts';

/**
 * Longest sleep in the kernel. A thread that sleeps there cannot be interrupted: worker.terminate and process.exit wait
 * until it comes back to JavaScript.
 */
export const SLICE_MS = 50;

/** A kernel's queue of sleepers on an address. */
export interface WaitQueue {
  /** Sleeps while the word at the address is `expected`; false when the time ran out. */
  wait(address: number, expected: number, timeoutMs: number): boolean;
  /** Wakes up to `count` sleepers; how many it were, or 0 when the system does not tell. */
  wake(address: number, count: number): number;
}

export class WaitQueueParker implements Parker {
  readonly #address: number;
  readonly #queue: WaitQueue;
  readonly #bell: Doorbell;

  constructor(memory: SharedMemory, address: number, queue: WaitQueue) {
    this.#address = address;
    this.#queue = queue;
    this.#bell = new Doorbell(memory);
  }
  park(word: number, expected: number, timeoutMs: number): boolean {
    const inTime = this.#queue.wait(this.#address + word * 4, expected, Math.min(timeoutMs, SLICE_MS));
    return inTime || timeoutMs > SLICE_MS;
  }
  unpark(word: number, count: number): boolean {
    const woken = this.#queue.wake(this.#address + word * 4, count);
    if (woken < count) this.#bell.ring(word);
    return woken > 0;
  }
  parkAsync(word: number, expected: number, timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
    return this.#bell.wait(word, expected, timeoutMs, signal);
  }
}

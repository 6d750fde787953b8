/** Parking on a mapping shared between processes: the kernel's wait queue for whoever blocks, a doorbell for event loops. */
import { Doorbell } from './doorbell.ts';
import { linux } from './linux.ts';
import type { SharedMemory } from './memory.ts';
import type { Parker } from './view-memory.ts';

/**
 * Longest sleep in the kernel. A thread that sleeps there cannot be interrupted: worker.terminate and process.exit wait
 * until it comes back to JavaScript.
 */
export const SLICE_MS = 50;

export class FutexParker implements Parker {
  readonly #address: number;
  readonly #kernel = linux();
  readonly #bell: Doorbell;

  constructor(memory: SharedMemory, address: number) {
    this.#address = address;
    this.#bell = new Doorbell(memory);
  }
  park(word: number, expected: number, timeoutMs: number): boolean {
    const inTime = this.#kernel.wait(this.#address + word * 4, expected, Math.min(timeoutMs, SLICE_MS));
    return inTime || timeoutMs > SLICE_MS;
  }
  unpark(word: number, count: number): void {
    if (this.#kernel.wake(this.#address + word * 4, count) < count) this.#bell.ring(word);
  }
  parkAsync(word: number, expected: number, timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
    return this.#bell.wait(word, expected, timeoutMs, signal);
  }
}

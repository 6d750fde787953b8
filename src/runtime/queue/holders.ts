/** Who holds an end of a pipe: numbers of threads, and of those who have sent it on its way to another one. */
import { HeddleError } from '../errors.ts';
import type { SharedMemory } from '../machine/memory.ts';
import { OWNER_MASK, ownerAlive, ownerId } from '../machine/owners.ts';

const SLOTS = 64;
/** Words of state of a set of holders. */
export const HOLDERS_WORDS = SLOTS;
/** Sent and not yet arrived; it counts for as long as its sender lives. */
const ON_ITS_WAY = 1 << 24;

export class Holders {
  readonly #memory: SharedMemory;
  readonly #place: number;
  /** A slot that was taken when last looked at. */
  #hint = 0;

  constructor(memory: SharedMemory, place: number) {
    this.#memory = memory;
    this.#place = place;
  }
  add(): void {
    this.#insert(ownerId(this.#memory));
  }
  remove(): void {
    this.#erase((entry) => entry === ownerId(this.#memory));
  }
  departed(): void {
    this.#insert(ownerId(this.#memory) | ON_ITS_WAY);
  }
  /** It has not left after all. */
  returned(): void {
    const mine = ownerId(this.#memory) | ON_ITS_WAY;
    this.#erase((entry) => entry === mine);
  }
  arrived(): void {
    this.#erase((entry) => (entry & ON_ITS_WAY) !== 0);
  }
  /** True when everybody has let go of it; a dead holder still counts here. */
  none(): boolean {
    const memory = this.#memory;
    if (memory.load(this.#place + this.#hint) !== 0) return false;
    for (let i = 0; i < SLOTS; i++) {
      if (memory.load(this.#place + i) !== 0) {
        this.#hint = i;
        return false;
      }
    }
    return true;
  }
  /** True when no living thread holds it. Costs a look at each holder. */
  dead(): boolean {
    const memory = this.#memory;
    for (let i = 0; i < SLOTS; i++) {
      const entry = memory.load(this.#place + i);
      if (entry === 0) continue;
      if (ownerAlive(memory, entry & OWNER_MASK)) return false;
      memory.compareExchange(this.#place + i, entry, 0);
    }
    return true;
  }

  #insert(entry: number): void {
    const memory = this.#memory;
    for (let tries = 0; tries < 2; tries++) {
      for (let i = 0; i < SLOTS; i++) {
        if (memory.compareExchange(this.#place + i, 0, entry) === 0) return;
      }
      this.dead();
    }
    throw new HeddleError('ERR_HEDDLE_OUT_OF_MEMORY', `an end of a pipe is held by ${SLOTS} threads already`);
  }
  #erase(which: (entry: number) => boolean): void {
    const memory = this.#memory;
    for (let i = 0; i < SLOTS; i++) {
      const entry = memory.load(this.#place + i);
      if (entry !== 0 && which(entry) && memory.compareExchange(this.#place + i, entry, 0) === entry) return;
    }
  }
}

/**
 * Where those wait who find a queue empty, or full, or not worked off. Parking is on an epoch; WAITING says that somebody
 * may be asleep, so that the other end pays one load while nobody is. Who was woken and found the queue empty again is
 * *hungry*: while it is, newcomers stand back, but no longer than a few milliseconds, for it may have died.
 */
import type { SharedMemory } from '../machine/memory.ts';
import { clockMs } from '../sync/mutex.ts';
import { handedOver } from '../sync/wait.ts';

// The four words of its state.
const WAITING = 0;
const EPOCH = 1;
const HUNGRY = 2;
const HUNGRY_AT = 3;

/** In HUNGRY: something has become available since, and its time runs. */
const ANNOUNCED = 1 << 30;

/** Who waited so long and was overtaken is overtaken no more. */
export const HUNGRY_MS = 1;
/** So long newcomers stand back. */
export const STAND_BACK_MS = 5;

export class Gate {
  readonly memory: SharedMemory;
  readonly #waiting: number;
  readonly epoch: number;
  readonly #hungry: number;

  constructor(memory: SharedMemory, place: number) {
    this.memory = memory;
    this.#waiting = place + WAITING;
    this.epoch = place + EPOCH;
    this.#hungry = place + HUNGRY;
  }

  /**
   * Before something becomes available: the time that newcomers have to leave to the hungry begins now. Once only: else it
   * would never be over where things come all the time, and whoever died hungry would keep them from all others.
   */
  announce(): void {
    const { memory } = this;
    const hungry = memory.load(this.#hungry);
    if (hungry === 0 || (hungry & ANNOUNCED) !== 0) return;
    memory.store(this.#hungry - HUNGRY + HUNGRY_AT, clockMs());
    memory.compareExchange(this.#hungry, hungry, hungry | ANNOUNCED);
  }
  /** True when somebody sleeps until something becomes available. */
  awaited(): boolean {
    return this.memory.load(this.#waiting) !== 0;
  }
  /** After something became available: wakes somebody who waits for it. */
  wake(): void {
    if (this.memory.load(this.#waiting) !== 0) this.#wake();
  }
  #wake(): void {
    const { memory, epoch } = this;
    memory.store(this.#waiting, 0);
    memory.add(epoch, 1);
    if (memory.unpark(epoch, memory.load(this.#hungry) === 0 ? 1 : Number.POSITIVE_INFINITY)) handedOver();
  }
  wakeAll(): void {
    const { memory, epoch } = this;
    memory.store(this.#waiting, 0);
    memory.add(epoch, 1);
    memory.unpark(epoch, Number.POSITIVE_INFINITY);
  }
  /** Gets ready to sleep; returns the epoch to sleep on. What is waited for must be tried again after this. */
  enter(): number {
    const { memory } = this;
    const epoch = memory.load(this.epoch);
    memory.store(this.#waiting, 1);
    return epoch;
  }
  /** True when the caller (0: a newcomer) must leave what there is to somebody hungry. */
  standBack(me: number): boolean {
    const { memory } = this;
    const hungry = memory.load(this.#hungry);
    if (hungry === 0 || (hungry & ~ANNOUNCED) === me) return false;
    if (((clockMs() - memory.load(this.#hungry - HUNGRY + HUNGRY_AT)) | 0) <= STAND_BACK_MS) return true;
    memory.compareExchange(this.#hungry, hungry, 0);
    return false;
  }
  /** Asks not to be overtaken again; false when somebody else is hungry already. */
  starve(me: number): boolean {
    const { memory } = this;
    const hungry = memory.load(this.#hungry);
    if (hungry === me) return true;
    // What was announced went to somebody else: the time begins anew with what comes next.
    if (hungry !== 0 && hungry !== (me | ANNOUNCED)) return false;
    memory.store(this.#hungry - HUNGRY + HUNGRY_AT, clockMs());
    return memory.compareExchange(this.#hungry, hungry, me) === hungry;
  }
  /** Takes that back. */
  fed(me: number): void {
    const { memory } = this;
    const hungry = memory.compareExchange(this.#hungry, me, 0);
    if (hungry === (me | ANNOUNCED)) memory.compareExchange(this.#hungry, hungry, 0);
  }
}

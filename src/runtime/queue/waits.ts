/** Waits for queues, for the one way to wait (see sync/wait.ts). */
import type { Outcome } from '../../trace/schema.ts';
import { ownerId } from '../machine/owners.ts';
import type { EventData } from '../record/recorder.ts';
import type { Wait } from '../sync/wait.ts';
import { type Gate, HUNGRY_MS, STAND_BACK_MS } from './gate.ts';

/** Numbers the waits of this thread, which may have several at once. */
let waits = 0;

/** Waits at a gate until an attempt succeeds or there is no point in waiting any more. */
export abstract class GateWait implements Wait {
  word: number;
  expected = 0;
  readonly spinsSeldom = true;
  patienceMs = 0;
  /** Why it ended without success. */
  ended: Outcome = 'ok';
  protected readonly gate: Gate;
  protected me = 0;
  #hungry = false;
  #slept = 0;
  #idle = false;

  constructor(gate: Gate) {
    this.gate = gate;
    this.word = gate.epoch;
  }
  /** One try: true when it is done, one way or the other (`ended`). */
  protected abstract try(): boolean;
  /** Looks whether those on the other side still live; true when they do not and the wait is over. */
  protected abandonedByOthers(): boolean {
    return false;
  }

  attempt(): boolean {
    if (!this.try()) return false;
    this.#finish();
    return true;
  }
  recover(): boolean {
    this.#idle = true;
    return this.abandonedByOthers();
  }
  prepare(waitedMs: number): boolean {
    // Woken, not timed out, and yet nothing there: somebody was faster.
    if (this.#slept > 0 && !this.#idle && waitedMs >= HUNGRY_MS) {
      this.me ||= ownerId(this.gate.memory) | ((++waits & 63) << 24);
      this.#hungry = this.gate.starve(this.me);
    }
    this.#idle = false;
    this.expected = this.gate.enter();
    this.#slept++;
    if (this.attempt()) return true;
    // What there is, is for somebody hungry: it is ours as well once that has not come for it in time, of which nobody tells.
    if (this.more() && this.gate.standBack(this.me)) this.patienceMs = waitedMs + STAND_BACK_MS + 1;
    return false;
  }
  leave(): boolean {
    if (this.attempt()) return true;
    if (this.#hungry) {
      this.gate.fed(this.me);
      // What came just now woke the others, who left it to us.
      if (this.more()) this.gate.wake();
    }
    return false;
  }
  outcome(): Outcome {
    return this.ended;
  }
  sequence(): number {
    return 0;
  }
  data(): EventData | undefined {
    return undefined;
  }

  #finish(): void {
    if (this.#slept === 0) return;
    if (this.#hungry) this.gate.fed(this.me);
    // Our waker woke us alone: others may sleep on, and there may be more to get.
    this.gate.enter();
    if (this.more()) this.gate.wake();
  }
  /** True when another one could succeed as well. */
  protected abstract more(): boolean;
}

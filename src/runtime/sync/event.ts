/** Event: a flag that threads wait for. */
import type { Made } from '../creation.ts';
import type { Domain } from '../machine/memory.ts';
import { type EventData, recorder, tellCause } from '../record/recorder.ts';
import { checkTimeout } from '../validate.ts';
import { type AsyncOptions, asyncArguments, createNamed, Primitive } from './primitive.ts';
import { type Wait, waitFor, waitForAsync } from './wait.ts';

/** Counts sets and clears: odd while the event is set. So whoever waits sees a set even if a clear follows at once. */
const STATE = 0;
const SEQUENCE = 1;
/** 1: somebody may be asleep. */
const WAITING = 2;
/**
 * Counts wake-ups. Sleepers park on this and not on the state: whoever takes WAITING away may do so a moment after a clear,
 * and from somebody who is about to sleep until the next set.
 */
const WAKES = 3;

/** Makes an event's state. */
export function makeEvent(domain: Domain, options: unknown): Made {
  return createNamed(options, { kind: 'event', className: 'Event', domain, words: 4 });
}

/** What Event of heddle/threading and of heddle/multiprocessing share. */
export abstract class SharedEvent extends Primitive {
  protected override get className(): string {
    return 'Event';
  }
  /** The state in which this thread has told of seeing it set. */
  #seen = 0;

  /** True between set and clear. */
  isSet(): boolean {
    const state = this.#state();
    const set = (state & 1) === 1;
    if (recorder !== undefined && set && state !== this.#seen) {
      // Who sees it set goes on as after a wait.
      this.#seen = state;
      const { memory, place, key } = this.made;
      recorder.instant('look', key, memory.add(place + SEQUENCE, 1) + 1, { value: 1 });
    }
    return set;
  }
  /** Sets it and lets all go on who wait for it. */
  set(): void {
    const { memory, place } = this.made;
    this.#change('set', 0);
    if (memory.exchange(place + WAITING, 0) === 0) return;
    memory.add(place + WAKES, 1);
    memory.unpark(place + WAKES, Number.POSITIVE_INFINITY);
  }
  /** From now on waits block again. */
  clear(): void {
    this.#change('clear', 1);
  }
  /** Waits until it is set, for at most timeoutMs. False when the time ran out. */
  wait(timeoutMs?: number): boolean {
    return waitFor(this.made.memory, new EventWait(this.made), checkTimeout(timeoutMs), 'wait', this.made.key);
  }
  /** As wait, without blocking. Rejects with the signal's reason. */
  async waitAsync(timeoutMs?: number | AsyncOptions, options?: AsyncOptions): Promise<boolean> {
    const { timeoutMs: ms, signal } = asyncArguments(timeoutMs, options);
    return waitForAsync(this.made.memory, new EventWait(this.made), ms, signal, 'wait', this.made.key);
  }
  protected override describe(): string {
    return (this.#state() & 1) === 1 ? 'set' : 'not set';
  }
  #state(): number {
    return this.made.memory.load(this.made.place + STATE);
  }

  #change(op: 'set' | 'clear', from: 0 | 1): void {
    const { memory, place, key } = this.made;
    if (recorder !== undefined) {
      const awaited = op === 'set' && memory.load(place + WAITING) !== 0;
      tellCause(recorder, awaited, op, key, memory.add(place + SEQUENCE, 1) + 1);
    }
    for (;;) {
      const state = memory.load(place + STATE);
      if ((state & 1) !== from) return;
      if (memory.compareExchange(place + STATE, state, (state + 1) | 0) === state) return;
    }
  }
}

/** One wait for an event. */
export class EventWait implements Wait {
  readonly #made: Made;
  readonly word: number;
  expected = 0;
  /** As it was when the wait began. */
  readonly #before: number;

  constructor(made: Made) {
    this.#made = made;
    this.word = made.place + WAKES;
    this.#before = made.memory.load(made.place + STATE);
  }
  attempt(): boolean {
    const { memory, place } = this.#made;
    return (this.#before & 1) === 1 || memory.load(place + STATE) !== this.#before;
  }
  recover(): boolean {
    return false;
  }
  prepare(): boolean {
    const { memory, place } = this.#made;
    this.expected = memory.load(this.word);
    memory.store(place + WAITING, 1);
    return this.attempt();
  }
  leave(): boolean {
    return this.attempt();
  }
  outcome(): 'ok' {
    return 'ok';
  }
  sequence(): number {
    return this.#made.memory.add(this.#made.place + SEQUENCE, 1) + 1;
  }
  data(): EventData {
    return { signalled: true };
  }
}

/**
 * Barrier: so many threads wait for each other. Its state is one word, changed by compare-exchange only, so that nobody's
 * death at any instruction leaves it torn: how many have arrived, whether it is broken, whether the action runs, which
 * round it is, and how the last rounds ended (for those who wake up late).
 */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Outcome } from '../../trace/schema.ts';
import type { Made } from '../creation.ts';
import { BrokenBarrierError, typeError } from '../errors.ts';
import { entryExport, entryUrl, findTarget, placeOf, type Target, type TargetPlace } from '../life/entry.ts';
import type { Domain } from '../machine/memory.ts';
import { ownerAlive, ownerId } from '../machine/owners.ts';
import { type EventData, recorder, tellCause } from '../record/recorder.ts';
import { checkInteger, checkOptions, checkTimeout } from '../validate.ts';
import { type AsyncOptions, asyncArguments, createNamed, type NameOptions, Primitive } from './primitive.ts';
import { type Wait, waitFor, waitForAsync } from './wait.ts';

/** Options of a barrier. */
export interface BarrierOptions extends NameOptions {
  /** Run by the last to arrive, before all go on. */
  action?: Target<[]> | undefined;
  /** For waits that say none. */
  timeoutMs?: number | undefined;
}

/** What a barrier's handle says besides. */
export interface BarrierExtra {
  readonly parties: number;
  readonly timeoutMs?: number | undefined;
  readonly action?: TargetPlace | undefined;
}

const STATE = 0;
const RUNNER = 1;
const SEQUENCE = 2;

const COUNT = 0xfff;
const BROKEN = 1 << 12;
/** All have arrived and the action runs. */
const ACTION = 1 << 13;
const ROUND_SHIFT = 14;
const ROUNDS = 1024;
/** How the last eight rounds ended, the latest lowest: 1 broken. */
const HISTORY_SHIFT = 24;
const HISTORY = 0xff;

/** Who has run out of time while the action runs looks for its end this often, if not woken by it. */
const ACTION_LOOK_MS = 50;

const roundOf = (state: number) => (state >>> ROUND_SHIFT) & (ROUNDS - 1);
const nextRound = (state: number, broken: 0 | 1) =>
  (((((state >>> HISTORY_SHIFT) << 1) | broken) & HISTORY) << HISTORY_SHIFT) |
  (((roundOf(state) + 1) & (ROUNDS - 1)) << ROUND_SHIFT);

/** Makes a barrier's state. */
export function makeBarrier(domain: Domain, parties: number, given?: BarrierOptions): [Made, BarrierExtra, Action?] {
  checkInteger(parties, 'parties', 1, COUNT);
  const options = checkOptions<BarrierOptions>(given, 'Barrier');
  if (options.timeoutMs !== undefined) checkTimeout(options.timeoutMs);
  const action = options.action === undefined ? undefined : placeOf(options.action, 'Barrier action');
  const made = createNamed(options, {
    kind: 'barrier',
    className: 'Barrier',
    domain,
    parameters: `${parties}`,
    words: 3,
    data: { capacity: parties },
  });
  const here = typeof options.action === 'function' ? options.action : undefined;
  return [made, { parties, timeoutMs: options.timeoutMs, action }, here];
}

type Action = () => unknown;

/** The function at a place, without waiting for it. */
function findNow({ url, name }: TargetPlace): Action {
  const from = url ?? entryUrl;
  const known = url === undefined ? entryExport(name) : undefined;
  const found =
    known ?? (from && (createRequire(import.meta.url)(fileURLToPath(from)) as Record<string, unknown>)[name]);
  if (typeof found !== 'function') throw typeError(`Barrier action ${name} is not a function that ${from} exports`);
  return found as Action;
}

/** What Barrier of heddle/threading and of heddle/multiprocessing share. */
export abstract class SharedBarrier extends Primitive {
  /** How many must arrive. */
  readonly parties: number;
  readonly #timeoutMs: number | undefined;
  readonly #action: TargetPlace | undefined;
  /** The action itself, where it was given. */
  readonly #here: Action | undefined;

  constructor(made: Made, extra: BarrierExtra, here?: Action) {
    super(made, extra);
    this.parties = extra.parties;
    this.#timeoutMs = extra.timeoutMs;
    this.#action = extra.action;
    this.#here = here;
  }
  protected override get className(): string {
    return 'Barrier';
  }
  /** How many have arrived and wait. */
  get nWaiting(): number {
    const state = this.#state();
    return (state & (BROKEN | ACTION)) === 0 ? state & COUNT : 0;
  }
  /** True from a timeout, an abort or a failed action until reset. */
  get broken(): boolean {
    return (this.#state() & BROKEN) !== 0;
  }
  /** Waits until all have arrived; the index of this arrival. BrokenBarrierError when it is or gets broken. */
  wait(timeoutMs?: number): number {
    const ms = checkTimeout(timeoutMs === undefined ? this.#timeoutMs : timeoutMs);
    const wait = new BarrierWait(this.made, this.parties, this.#action !== undefined);
    waitFor(this.made.memory, wait, ms, 'wait', this.made.key);
    if (wait.runsAction) {
      try {
        const result = (this.#here ?? findNow(this.#action as TargetPlace))();
        if (typeof (result as PromiseLike<unknown> | undefined)?.then === 'function') {
          throw typeError('an asynchronous action needs waitAsync');
        }
      } catch (error) {
        wait.break();
        throw error;
      }
      wait.finish();
    }
    return this.#index(wait);
  }
  /** As wait, without blocking. A signal that ends the wait breaks the barrier. */
  async waitAsync(timeoutMs?: number | AsyncOptions, options?: AsyncOptions): Promise<number> {
    const { timeoutMs: given, signal } = asyncArguments(timeoutMs, options);
    const ms = typeof timeoutMs === 'number' ? given : checkTimeout(this.#timeoutMs);
    signal?.throwIfAborted();
    const wait = new BarrierWait(this.made, this.parties, this.#action !== undefined);
    await waitForAsync(this.made.memory, wait, ms, signal, 'wait', this.made.key);
    if (wait.runsAction) {
      try {
        await (this.#here ?? (await findTarget(this.#action as TargetPlace)))();
      } catch (error) {
        wait.break();
        throw error;
      }
      wait.finish();
    }
    return this.#index(wait);
  }
  /** Begins anew; who waits gets BrokenBarrierError. */
  reset(): void {
    const { memory, place } = this.made;
    this.#tell('reset');
    for (;;) {
      const state = memory.load(place + STATE);
      const waited = (state & COUNT) > 0 || (state & BROKEN) !== 0;
      if (memory.compareExchange(place + STATE, state, nextRound(state, waited ? 1 : 0)) === state) break;
    }
    memory.unpark(place + STATE, Number.POSITIVE_INFINITY);
  }
  /** Breaks it: all waits, now and until reset, get BrokenBarrierError. */
  abort(): void {
    const { memory, place } = this.made;
    this.#tell('abort');
    for (;;) {
      const state = memory.load(place + STATE);
      if (memory.compareExchange(place + STATE, state, (state | BROKEN) & ~ACTION) === state) break;
    }
    memory.unpark(place + STATE, Number.POSITIVE_INFINITY);
  }
  protected override describe(): string {
    return this.broken ? 'broken' : `${this.nWaiting} of ${this.parties} waiting`;
  }

  #state(): number {
    return this.made.memory.load(this.made.place + STATE);
  }
  #tell(op: 'reset' | 'abort'): void {
    const { memory, place, key } = this.made;
    if (recorder === undefined) return;
    tellCause(recorder, this.nWaiting > 0, op, key, memory.add(place + SEQUENCE, 1) + 1);
  }
  #index(wait: BarrierWait): number {
    if (wait.result === 'ok') return wait.index;
    const why = wait.result === 'broken' ? 'is broken' : 'ran out of time';
    throw new BrokenBarrierError(`Barrier ${JSON.stringify(this.name)} ${why}`);
  }
}

class BarrierWait implements Wait {
  readonly word: number;
  expected = 0;
  /** Number of this arrival in its round. */
  index = -1;
  /** This thread came last and has to run the action, then to call finish or break. */
  runsAction = false;
  result: 'waiting' | 'ok' | 'broken' | 'timeout' = 'waiting';
  readonly #made: Made;
  readonly #parties: number;
  readonly #hasAction: boolean;
  #round = -1;
  /** When its time begins to count, in milliseconds since the wait began. */
  #begins = 0;

  constructor(made: Made, parties: number, hasAction: boolean) {
    this.#made = made;
    this.#parties = parties;
    this.#hasAction = hasAction;
    this.word = made.place + STATE;
  }
  attempt(): boolean {
    return this.index < 0 ? this.#arrive() : this.#look();
  }
  recover(): boolean {
    const { memory, place } = this.#made;
    const state = memory.load(this.word);
    const runner = memory.load(place + RUNNER);
    if ((state & ACTION) === 0 || runner === 0 || ownerAlive(memory, runner)) return false;
    // The one who ran the action is dead.
    if (memory.compareExchange(this.word, state, (state | BROKEN) & ~ACTION) === state) this.#wake();
    return this.attempt();
  }
  prepare(): boolean {
    this.expected = this.#made.memory.load(this.word);
    return this.attempt();
  }
  /**
   * Once all have come nobody runs out of time: how long the action takes is not up to them. Who comes while it runs
   * waits for the next round, whose time begins when the action has ended.
   */
  prolonged(waitedMs: number, timeoutMs: number): number {
    const runs = (this.#made.memory.load(this.word) & ACTION) !== 0;
    if (runs && this.index < 0) this.#begins = waitedMs + ACTION_LOOK_MS;
    return runs ? waitedMs + ACTION_LOOK_MS : this.#begins + timeoutMs;
  }
  leave(): boolean {
    if (this.attempt()) return true;
    // A round that it has not come to is not broken by it.
    if (this.index < 0) {
      this.result = 'timeout';
      return false;
    }
    if (!this.break() && this.attempt()) return true;
    if (this.result === 'waiting') this.result = 'timeout';
    return false;
  }
  outcome(): Outcome {
    return this.result === 'broken' ? 'broken' : 'ok';
  }
  sequence(): number {
    return this.#made.memory.add(this.#made.place + SEQUENCE, 1) + 1;
  }
  arrival(): number {
    return this.sequence();
  }
  data(): EventData | undefined {
    return this.result === 'broken' ? undefined : { index: this.index, n: this.#round };
  }

  /** The action has ended: all go on. */
  finish(): void {
    const { memory, key } = this.#made;
    recorder?.instant('open', key, this.sequence(), { n: this.#round });
    for (;;) {
      const state = memory.load(this.word);
      if (roundOf(state) !== this.#round || (state & BROKEN) !== 0) {
        this.result = 'broken';
        return;
      }
      if (memory.compareExchange(this.word, state, nextRound(state, 0)) === state) break;
    }
    this.result = 'ok';
    this.#wake();
  }
  /** Breaks the round that this wait belongs to; false when that is over or broken already. */
  break(): boolean {
    const { memory } = this.#made;
    for (;;) {
      const state = memory.load(this.word);
      if ((this.#round >= 0 && roundOf(state) !== this.#round) || (state & BROKEN) !== 0) return false;
      if (memory.compareExchange(this.word, state, (state | BROKEN) & ~ACTION) === state) break;
    }
    this.#wake();
    return true;
  }

  #arrive(): boolean {
    const { memory, place } = this.#made;
    for (;;) {
      const state = memory.load(this.word);
      if ((state & BROKEN) !== 0) {
        this.result = 'broken';
        return true;
      }
      // The round before is still on its way out.
      if ((state & ACTION) !== 0) return false;
      const count = state & COUNT;
      const last = count + 1 >= this.#parties;
      // The others go on because of this arrival, whose beginning is told already.
      if (last && count > 0) recorder?.flush();
      if (last && this.#hasAction) memory.store(place + RUNNER, ownerId(memory));
      const next = last ? (this.#hasAction ? (state + 1) | ACTION : nextRound(state, 0)) : state + 1;
      if (memory.compareExchange(this.word, state, next) !== state) continue;
      this.index = count;
      this.#round = roundOf(state);
      if (!last) return false;
      if (this.#hasAction) {
        // Somebody who lost the race to be last may have overwritten it.
        memory.store(place + RUNNER, ownerId(memory));
        this.runsAction = true;
      } else {
        this.result = 'ok';
        this.#wake();
      }
      return true;
    }
  }
  #look(): boolean {
    const state = this.#made.memory.load(this.word);
    const ago = (roundOf(state) - this.#round + ROUNDS) % ROUNDS;
    if (ago > 0) this.result = ((state >>> HISTORY_SHIFT) >>> (ago - 1)) & (ago <= 8 ? 1 : 0) ? 'broken' : 'ok';
    else if ((state & BROKEN) !== 0) this.result = 'broken';
    return this.result !== 'waiting';
  }
  #wake(): void {
    this.#made.memory.unpark(this.word, Number.POSITIVE_INFINITY);
  }
}

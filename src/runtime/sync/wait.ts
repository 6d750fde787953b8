/**
 * The one way to wait, blocking and not. A primitive says what it waits for as a `Wait`; here it is tried, spun on,
 * parked and given up, and here every such operation is recorded: begin, (flush before it may block), end.
 */
import { availableParallelism } from 'node:os';
import type { Op, Outcome, ResourceKey } from '../../trace/schema.ts';
import type { SharedMemory } from '../machine/memory.ts';
import { type EventData, type Recorder, recorder } from '../record/recorder.ts';

/** One attempt of one thread (or asynchronous flow) to get something. */
export interface Wait {
  /** What to park on, and the value it has while there is nothing to do: set by `prepare`. */
  word: number;
  expected: number;
  /** Tries to get it, without leaving a trace. */
  attempt(): boolean;
  /** Nobody has woken us for a while: looks whether those who should are still alive. True when that got it done. */
  recover(): boolean;
  /** Tries again, and otherwise gets ready to sleep until `word` is no longer `expected`. `waitedMs`: since the wait began. */
  prepare(waitedMs: number): boolean;
  /** The time is over: takes the wait back. True when it turned out to be done after all. */
  leave(): boolean;
  /** The time is over: until when, in milliseconds since the wait began, it goes on all the same. */
  prolonged?(waitedMs: number, timeoutMs: number): number;
  /** How it went, once it is done. */
  outcome(): Outcome;
  /** The resource's count of its operations at that moment; only asked for when recording. */
  sequence(): number;
  /** The same for its begin, of waits that others wait for, such as an arrival at a barrier. */
  arrival?(): number;
  data(): EventData | undefined;
  /** What its begin says besides a limit; only asked for when recording. */
  begins?(): EventData;
  /** After so many milliseconds since it began it gets ready anew even if nobody woke it; not of asynchronous waits. */
  readonly patienceMs?: number;
  /** The most pauses between two tries while it spins; each try costs whoever has the thing, who may use its word again and again. */
  readonly pausesAtOnce?: number;
  /** What it waits for has yet to be made, by somebody who may be asleep: after misses it sleeps without spinning. */
  readonly spinsSeldom?: boolean;
}

/** A sleeper looks at the world at least this often. */
const SLICE_MS = 50;

/**
 * Pauses of spinning before a thread parks, some 20 ns each: 6 to 40 us, about what a wake-up costs. It follows what spinning
 * brought lately: more where it got the thing, less where the thread parked all the same (a busy machine). None where
 * only one thread can run. Between two tries there are more and more pauses: whoever holds the thing has more of
 * the core, and of the memory's attention, and gets further before it is asked again.
 */
const LEAST_SPINS = 300;
const MOST_SPINS = 2000;
const PAUSES_AT_ONCE = 8;
/** One miss in so many is followed by spinning for as long as it may: two who wake each other up in turn find out of that. */
const PROBE_EVERY = 16;
const canSpin = availableParallelism() > 1;
let spins = 300;
/** Since spinning brought something. */
let misses = 0;

/**
 * Waits that spin seldom leave it at so many misses in a row, but for a few probes: who was woken by somebody comes
 * much sooner to a core that nobody spins on, and whoever spins on the other one's core waits in vain.
 */
const MISSES = 2;
/** From then on one in so many probes; more do at first. */
const SELDOM = 256;
/** Nobody who was asleep takes longer to answer, unless he has more to do. */
const ANSWER_MS = 0.1;
/** When this thread woke a sleeper; 0 when it has waited since. */
let wokeAt = 0;
/** Waits for the answer of one who was asleep, since spinning brought something without having to wake anybody. */
let answers = 0;

/** Said by who has woken a sleeper: the next wait is likely to be for its answer. */
export function handedOver(): void {
  wokeAt = performance.now();
}

/** Tells the processor that this thread only waits for memory to change: some 20 ns for each round. */
export const pause: (rounds: number) => void =
  (Atomics as { pause?: (rounds: number) => void }).pause ??
  (() => {
    // Older engines have no hint for the processor.
  });

/** Waits for at most timeoutMs; the whole operation is recorded. False when the time ran out. */
export function waitFor(memory: SharedMemory, wait: Wait, timeoutMs: number, op: Op, key: ResourceKey): boolean {
  const record = recorder;
  if (record === undefined) return wait.attempt() || block(memory, wait, timeoutMs);
  record.begin(op, key, 0, beginOf(wait, timeoutMs), wait.arrival?.());
  let done = false;
  let failed = true;
  try {
    done = wait.attempt();
    if (!done) {
      if (timeoutMs > 0) record.flush();
      done = block(memory, wait, timeoutMs);
    }
    failed = false;
  } finally {
    end(record, wait, done, failed ? 'error' : 'timeout', op, key, 0);
  }
  return done;
}

/** As waitFor, without blocking. Rejects with the signal's reason. */
export async function waitForAsync(
  memory: SharedMemory,
  wait: Wait,
  timeoutMs: number,
  signal: AbortSignal | undefined,
  op: Op,
  key: ResourceKey,
): Promise<boolean> {
  signal?.throwIfAborted();
  const record = recorder;
  if (record === undefined) return wait.attempt() || blockAsync(memory, wait, timeoutMs, signal);
  const flight = record.nextFlight();
  record.begin(op, key, flight, beginOf(wait, timeoutMs), wait.arrival?.());
  let done = false;
  let otherwise: Outcome = 'error';
  try {
    done = wait.attempt();
    if (!done) {
      if (timeoutMs > 0) record.flush();
      done = await blockAsync(memory, wait, timeoutMs, signal);
    }
    otherwise = 'timeout';
  } finally {
    end(record, wait, done, signal?.aborted && otherwise === 'error' ? 'aborted' : otherwise, op, key, flight);
  }
  return done;
}

function beginOf(wait: Wait, timeoutMs: number): EventData | undefined {
  const limit = limitOf(timeoutMs);
  return wait.begins === undefined ? limit : { ...wait.begins(), ...limit };
}

/** What begin says of a wait that gives up by itself: whoever looks for hangs must not take it for one. */
export function limitOf(timeoutMs: number): EventData | undefined {
  return timeoutMs === Number.POSITIVE_INFINITY ? undefined : { ms: timeoutMs };
}

function end(
  record: Recorder,
  wait: Wait,
  done: boolean,
  otherwise: Outcome,
  op: Op,
  key: ResourceKey,
  flight: number,
): void {
  if (done) record.end(op, key, flight, wait.outcome(), wait.sequence(), wait.data());
  else record.end(op, key, flight, otherwise, 0);
}

/** True when what is waited for is the answer of one who was asleep until just now. */
function awaitsSleeper(): boolean {
  if (wokeAt === 0) return false;
  const fresh = performance.now() - wokeAt < ANSWER_MS;
  wokeAt = 0;
  return fresh;
}

/** True for a few of many in a row, and fewer the longer it goes on. */
function probes(n: number): boolean {
  return (n & (n - 1)) === 0 || n % SELDOM === 0;
}

/** Tries again and again for a few microseconds. */
function spin(wait: Wait): boolean {
  const seldom = wait.spinsSeldom === true;
  const answer = seldom && awaitsSleeper();
  if (answer ? !probes(answers++) : seldom && misses >= MISSES && !probes(++misses)) return false;
  const most = answer || misses % PROBE_EVERY === PROBE_EVERY - 1 ? MOST_SPINS : spins;
  const { pausesAtOnce = PAUSES_AT_ONCE } = wait;
  let gap = 1;
  for (let i = 0; i < most; i += gap) {
    for (let n = 0; n < gap; n++) pause(1);
    if (gap < pausesAtOnce) gap <<= 1;
    if (!wait.attempt()) continue;
    spins = Math.min(MOST_SPINS, Math.max(LEAST_SPINS, spins + ((2 * i + LEAST_SPINS - spins) >> 3)));
    misses = 0;
    // An answer that came in time was still waited for with a core that the other one might have had.
    if (!answer) answers = 0;
    return true;
  }
  spins = Math.max(LEAST_SPINS, spins - (spins >> 3));
  misses++;
  return false;
}

/** Blocks until the wait is done or the time over; not recorded. */
export function block(memory: SharedMemory, wait: Wait, timeoutMs: number): boolean {
  if (timeoutMs === 0 && wait.prolonged === undefined) return wait.recover() || wait.leave();
  if (timeoutMs > 0 && canSpin && spin(wait)) return true;
  const began = performance.now();
  let limit = timeoutMs;
  let idle = true;
  let waited = 0;
  for (;;) {
    if ((idle && wait.recover()) || wait.prepare(waited)) return true;
    if (waited >= limit) {
      limit = wait.prolonged?.(waited, timeoutMs) ?? limit;
      if (waited >= limit) return wait.leave();
    }
    const left = limit - waited;
    const slice = waited < (wait.patienceMs ?? 0) ? wait.patienceMs! - waited : SLICE_MS;
    idle = !memory.park(wait.word, wait.expected, Math.min(left, slice)) && slice >= Math.min(left, SLICE_MS);
    if (wait.attempt()) return true;
    waited = performance.now() - began;
  }
}

/** Awaits until the wait is done or the time over; not recorded. */
export async function blockAsync(
  memory: SharedMemory,
  wait: Wait,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (timeoutMs === 0 && wait.prolonged === undefined) return wait.recover() || wait.leave();
  const began = performance.now();
  let limit = timeoutMs;
  let idle = true;
  let waited = 0;
  for (;;) {
    if ((idle && wait.recover()) || wait.prepare(waited)) return true;
    if (waited >= limit) {
      limit = wait.prolonged?.(waited, timeoutMs) ?? limit;
      if (waited >= limit) return wait.leave();
    }
    try {
      const slice = Math.min(limit - waited, SLICE_MS);
      idle = !(await memory.parkAsync(wait.word, wait.expected, slice, signal));
    } catch (reason) {
      if (wait.leave()) return true;
      throw reason;
    }
    waited = performance.now() - began;
  }
}

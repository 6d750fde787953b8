/** Passing time on purpose, and saying on the timeline what one is doing. */
import type { ResourceKey } from '../../trace/schema.ts';
import { typeError } from '../errors.ts';
import { keepAlive, letGo } from '../machine/keep-alive.ts';
import { recorder } from '../record/recorder.ts';
import { checkSignal, checkTimeout, describe } from '../validate.ts';

const NONE = 0 as ResourceKey;
/** Nobody ever wakes it. A thread that sleeps on it can be terminated. */
const pillow = new Int32Array(new SharedArrayBuffer(4));

function checkMs(ms: unknown, what: string): number {
  if (typeof ms !== 'number') throw typeError(`${what} takes a number of milliseconds, got ${describe(ms)}`);
  return checkTimeout(ms, 'ms');
}

/** Blocks this thread for ms milliseconds (0 or more; Infinity: for ever). RangeError for less, TypeError for no number. */
export function sleep(ms: number): void {
  const time = checkMs(ms, 'sleep');
  const record = recorder;
  record?.begin('sleep', NONE, 0, { ms: time });
  record?.flush();
  Atomics.wait(pillow, 0, 0, time);
  record?.end('sleep', NONE, 0, 'ok', 0);
}

/** Resolves after ms milliseconds. Rejects with the signal's reason when that comes first. */
export async function sleepAsync(ms: number, options?: { signal?: AbortSignal }): Promise<void> {
  const time = checkMs(ms, 'sleepAsync');
  const signal = checkSignal(options);
  signal?.throwIfAborted();
  const record = recorder;
  const flight = record?.nextFlight() ?? 0;
  record?.begin('sleep', NONE, flight, { ms: time });
  record?.flush();
  const began = performance.now();
  let aborted = false;
  try {
    for (let left = time; left > 0; left = time - (performance.now() - began)) await nap(left, signal);
  } catch (reason) {
    aborted = true;
    throw reason;
  } finally {
    record?.end('sleep', NONE, flight, aborted ? 'aborted' : 'ok', 0);
  }
}

/** Timers take at most 31 bits of milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

function nap(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    keepAlive();
    const end = (settle: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      letGo();
      settle();
    };
    const abort = () => end(() => reject(signal?.reason));
    const timer = setTimeout(() => end(resolve), Math.min(Math.ceil(ms), LONGEST_TIMER_MS));
    signal?.addEventListener('abort', abort, { once: true });
  });
}

/** Keeps the processor busy for ms milliseconds. */
export function cpu(ms: number): void {
  const time = checkMs(ms, 'cpu');
  const record = recorder;
  record?.begin('cpu', NONE, 0, { ms: time });
  const end = performance.now() + time;
  while (performance.now() < end) {
    // Busy on purpose.
  }
  record?.end('cpu', NONE, 0, 'ok', 0);
}

/** Runs fn (awaiting what it returns) as a named span on the timeline, and gives its result. */
export function span<R>(name: string, fn: () => R): R {
  if (typeof name !== 'string') throw typeError(`span takes a name and a function, got ${describe(name)} as its name`);
  if (typeof fn !== 'function')
    throw typeError(`span takes a name and a function, got ${describe(fn)} as its function`);
  const record = recorder;
  if (record === undefined) return fn();
  // Spans may overlap when they are asynchronous, and nobody knows that before fn has returned.
  const flight = record.nextFlight();
  record.begin('span', NONE, flight, { name });
  let result: R;
  try {
    result = fn();
  } catch (error) {
    record.end('span', NONE, flight, 'error', 0);
    throw error;
  }
  if (result instanceof Promise) {
    return result.finally(() => record.end('span', NONE, flight, 'ok', 0)) as R;
  }
  record.end('span', NONE, flight, 'ok', 0);
  return result;
}

/** Puts a mark with a text on the timeline. */
export function mark(text: string): void {
  if (typeof text !== 'string') throw typeError(`mark takes a text, got ${describe(text)}`);
  recorder?.instant('mark', NONE, 0, { text });
}

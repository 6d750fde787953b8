/**
 * Stretches in which a thread must not be terminated. koffi brings the whole process down when its thread's termination is
 * asked for while it is loaded or prepares functions: the error that it throws then cannot be thrown any more, and
 * Node aborts. So a thread marks those stretches in a word that it shares with whoever ends it; that one waits.
 */

/** In the word: the thread is within such a stretch. */
const WITHIN = 1;
/** In the word: the thread is about to be terminated and enters no further one. */
const ENDING = 2;

let words: Int32Array | undefined;
let word = 0;
let depth = 0;

/** Said at a thread's start: where it marks those stretches. The main thread has no such word: nobody terminates it. */
export function markUndisturbedAt(shared: Int32Array, at: number): void {
  words = shared;
  word = at;
}

/** Runs fn to its end even if this thread is to be terminated; when that is so already, does not begin, nor return. */
export function undisturbed<R>(fn: () => R): R {
  if (words === undefined || depth > 0) return fn();
  while (Atomics.compareExchange(words, word, 0, WITHIN) !== 0) Atomics.wait(words, word, ENDING);
  depth++;
  try {
    return fn();
  } finally {
    depth--;
    Atomics.and(words, word, ~WITHIN);
    Atomics.notify(words, word);
  }
}

/** Called by who is about to terminate a thread: waits for at most timeoutMs until it may be. */
export function untilDisturbable(shared: Int32Array, at: number, timeoutMs: number): void {
  const deadline = performance.now() + timeoutMs;
  Atomics.or(shared, at, ENDING);
  for (;;) {
    const left = deadline - performance.now();
    if ((Atomics.load(shared, at) & WITHIN) === 0 || left <= 0) return;
    Atomics.wait(shared, at, WITHIN | ENDING, left);
  }
}

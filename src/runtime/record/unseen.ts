/**
 * What may make a thread go on although it does not keep the event loop alive, so that Node does not list it: timers that
 * were unref'd (AbortSignal.timeout has one) and workers that the program made itself. Watched under a session only.
 */
import type { Worker } from 'node:worker_threads';
import { isOwn } from '../machine/keep-alive.ts';

/** `_destroyed`: fired for the last time, or cleared. */
type Timer = NodeJS.Timeout & { readonly _destroyed?: boolean };

const timers = new Set<Timer>();
const workers = new Set<Worker>();
let prunedAt = 64;

/** Begins to watch; before the program's modules are evaluated. */
export function watchUnseen(): void {
  const timer = setTimeout(() => {}, 0);
  const prototype = Object.getPrototypeOf(timer) as NodeJS.Timeout;
  clearTimeout(timer);
  const { unref } = prototype;
  prototype.unref = function (this: NodeJS.Timeout) {
    if (!isOwn(this)) add(this);
    return unref.call(this);
  };
  process.on('worker', (worker) => {
    if (isOwn(worker)) return;
    workers.add(worker);
    worker.once('exit', () => workers.delete(worker));
  });
}

function add(timer: Timer): void {
  timers.add(timer);
  if (timers.size < prunedAt) return;
  prune();
  prunedAt = Math.max(64, timers.size * 2);
}

function prune(): void {
  for (const timer of timers) if (timer._destroyed !== false) timers.delete(timer);
}

/** How many there are. */
export function unwatched(): number {
  prune();
  let count = workers.size;
  for (const timer of timers) if (!timer.hasRef()) count++;
  return count;
}

/**
 * What may make a thread go on although Node does not list it among what keeps the event loop alive: timers that were
 * unref'd (AbortSignal.timeout has one), workers that the program made itself, and work of node:crypto and node:zlib.
 * Watched under a session only.
 */
import { createHook, type HookCallbacks } from 'node:async_hooks';
import type { Worker } from 'node:worker_threads';
import { isOwn } from '../machine/keep-alive.ts';

/** `_destroyed`: fired for the last time, or cleared. */
type Timer = NodeJS.Timeout & { readonly _destroyed?: boolean };

const timers = new Set<Timer>();
const workers = new Set<Worker>();
/** Asynchronous ids of work in the background. */
const jobs = new Set<number>();
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
  watchJobs();
}

/** Only where promises can be left out: following each of them would slow the program down. */
function watchJobs(): void {
  let followsPromises = false;
  const callbacks: HookCallbacks & { readonly trackPromises: boolean } = {
    init: (id, type) => {
      if (type === 'PROMISE') followsPromises = true;
      else if (type.endsWith('REQUEST') || type === 'ZLIB') jobs.add(id);
    },
    destroy: (id) => jobs.delete(id),
    trackPromises: false,
  };
  const hook = createHook(callbacks).enable();
  void Promise.resolve().then(() => {});
  if (followsPromises) hook.disable();
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
  let count = workers.size + jobs.size;
  for (const timer of timers) if (!timer.hasRef()) count++;
  return count;
}

/** Keeps this thread's event loop alive while something is awaited that the loop itself does not know of. */

let pending = 0;
let timer: NodeJS.Timeout | undefined;

let others = 0;
/** Timers of ours that keep this thread's event loop alive. */
export function ownTimers(): number {
  return others + (pending > 0 ? 1 : 0);
}
/** Counts a timer of ours that keeps the event loop alive (1), or no longer does (-1). */
export function countTimer(change: 1 | -1): void {
  others += change;
}

/** One more reason to stay alive. */
export function keepAlive(): void {
  if (pending++ > 0) return;
  timer ??= setInterval(() => {}, 2 ** 31 - 1);
  timer.ref();
}

/** One reason less. */
export function letGo(): void {
  if (--pending === 0 && timer !== undefined) unrefOwn(timer);
}

const own = new WeakSet<object>();
/** Marks a timer or worker as the runtime's: it makes nothing of the program happen. */
export function markOwn<T extends object>(thing: T): T {
  own.add(thing);
  return thing;
}
/** True for what was marked. */
export function isOwn(thing: object): boolean {
  return own.has(thing);
}
/** Lets the event loop end although a timer of the runtime's runs. */
export function unrefOwn(timer: NodeJS.Timeout): NodeJS.Timeout {
  return markOwn(timer).unref();
}

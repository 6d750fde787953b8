/** Keeps this thread's event loop alive while something is awaited that the loop itself does not know of. */

let pending = 0;
let timer: NodeJS.Timeout | undefined;

/** One more reason to stay alive. */
export function keepAlive(): void {
  if (pending++ > 0) return;
  timer ??= setInterval(() => {}, 2 ** 31 - 1);
  timer.ref();
}

/** One reason less. */
export function letGo(): void {
  if (--pending === 0) timer?.unref();
}

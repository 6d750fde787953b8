/** Errors that nobody caught: those of timers and events, and of promises that nobody awaits. */

/** Hands them to `fail`, unless the program listens for them itself, as it may in any Node program. */
export function onUncaught(fail: (error: unknown) => void): void {
  if (process.hasUncaughtExceptionCaptureCallback()) return;
  process.setUncaughtExceptionCaptureCallback((error) => {
    if (process.listenerCount('uncaughtException') === 0) fail(error);
    else (process as NodeJS.EventEmitter).emit('uncaughtException', error, 'uncaughtException');
  });
}

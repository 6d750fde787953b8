/** A daemon process does not outlive its parent, even when that was killed and could not end it. */

const LOOK_MS = 500;

/** Ends this process soon after its parent has vanished. */
export function watchParent(parentPid: number): void {
  setInterval(() => {
    if (process.ppid !== parentPid) process.exit(1);
  }, LOOK_MS).unref();
}

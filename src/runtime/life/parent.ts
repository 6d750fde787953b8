/** A daemon process does not outlive its parent, even when that was killed and could not end it. */
import { Worker } from 'node:worker_threads';
import { markOwn } from '../machine/keep-alive.ts';

const LOOK_MS = 250;

/**
 * Ends this process soon after its parent has vanished, whatever its threads are doing then: a thread of its own looks,
 * since the main one may be blocked or computing.
 */
export function watchParent(parentPid: number): void {
  const worker = new Worker(`(${watch})(process, ${parentPid}, ${LOOK_MS})`, {
    eval: true,
    name: 'heddle watch',
    execArgv: [],
    env: {},
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 1 },
  });
  worker.on('error', () => {});
  markOwn(worker).unref();
}

/** Runs in the watching thread, as text: it must not use anything from outside. */
function watch(self: NodeJS.Process, parentPid: number, lookMs: number): void {
  setInterval(() => {
    try {
      // An orphan gets another parent on POSIX; on Windows it keeps the number of the one that is gone.
      if (self.ppid === parentPid && self.kill(parentPid, 0)) return;
    } catch {
      // It is gone.
    }
    self.kill(self.pid, 'SIGKILL');
  }, lookMs);
}

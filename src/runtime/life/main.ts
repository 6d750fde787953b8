/** main(): where a program begins, and how it ends. */

import type { ResourceKey } from '../../trace/schema.ts';
import { LifecycleError, typeError } from '../errors.ts';
import { keepAlive } from '../machine/keep-alive.ts';
import { threadEnded } from '../machine/owners.ts';
import { recorder } from '../record/recorder.ts';
import { describe } from '../validate.ts';
import { announceEnd, endsBecause, endsByReturning } from './end-state.ts';
import { endDaemons, endFamily } from './ending.ts';
import { entryModule } from './entry.ts';
import { drainOutput, installOutput } from './output.ts';
import { running } from './registry.ts';
import { reportUncaught } from './report.ts';
import { isMainProgram } from './self.ts';
import { onUncaught } from './uncaught.ts';
import { mainIsUsed, usesMain } from './uses-main.ts';

let started = false;

/**
 * Runs fn in the main program only (never in a thread or child process, which evaluate the same module), once the module
 * has been evaluated; then ends the program as Python ends one. As `if __name__ == '__main__'`.
 */
export function main(fn: () => void | Promise<void>): void {
  if (typeof fn !== 'function') throw typeError(`main takes a function, got ${describe(fn)}`);
  if (!isMainProgram) {
    mainIsUsed();
    return;
  }
  if (started) throw new LifecycleError('main() was called twice: a program has one');
  started = true;
  watchEnd();
  installOutput();
  mainIsUsed();
  void run(fn);
}

async function run(fn: () => void | Promise<void>): Promise<void> {
  keepAlive();
  try {
    await entryModule();
  } catch {
    return; // Node itself reports a module that cannot be evaluated, and ends.
  }
  const fail = (error: unknown) => {
    reportUncaught('main', error);
    endsBecause('error', error);
    process.exitCode = 1;
  };
  try {
    recorder?.instant('run', 0 as ResourceKey, 0, { name: 'main' });
    const failed = new Promise<void>((resolve) => onUncaught((error) => resolve(fail(error))));
    await Promise.race([fn(), failed]);
    endsBecause('returned');
  } catch (error) {
    fail(error);
  }
  await endFamily();
  await drainOutput();
  process.exit();
}

let watching = false;

/** Sees to the end of a process's main thread, whichever way it comes. */
export function watchEnd(): void {
  if (watching) return;
  watching = true;
  process.on('exit', (code) => {
    endDaemons();
    threadEnded(endsByReturning() ? 'returned' : 'died');
    announceEnd(code);
  });
  // Programs without main() end when nothing is left to do in their main thread.
  process.on('beforeExit', () => {
    if (usesMain() || !isMainProgram) return;
    endsBecause('returned');
    // With nobody to wait for Node ends it, and says with code 13 that a top-level await has never come back.
    if (running('thread').length === 0 && running('child').length === 0) return;
    keepAlive();
    void endFamily().then(() => process.exit());
  });
  process.on('uncaughtExceptionMonitor', (error) => endsBecause('error', error));
}

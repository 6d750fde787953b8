/** What the command's exit code says. */
import { constants } from 'node:os';
import type { RunResult } from '../session/types.ts';

export const EXIT_FINDINGS = 1;
export const EXIT_USAGE = 2;
export const EXIT_TIMEOUT = 124;

/** The command line asked for something that cannot be; exit code 2. */
export class UsageError extends Error {}

/** The code of a process that a signal ended. */
export function signalCode(signal: string | undefined): number {
  return 128 + (constants.signals[signal as NodeJS.Signals] ?? 0);
}

/** The code for a run; `asked` is the signal to `heddle` itself that stopped it. */
export function exitCodeOf(result: RunResult, asked: NodeJS.Signals | undefined): number {
  switch (result.reason) {
    case 'failed-to-start':
      return EXIT_USAGE;
    case 'timeout':
      return EXIT_TIMEOUT;
    case 'stopped':
      return signalCode(asked);
    case 'killed':
      return signalCode(result.signal);
    case 'ended':
      return result.exitCode ?? 0;
  }
}

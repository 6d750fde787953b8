/** Uncaught errors are reported on standard error with the name of whoever had them. */
import { inspect } from 'node:util';
import { isError } from './error-record.ts';
import { report } from './output.ts';

export function reportUncaught(who: string, error: unknown): void {
  report(`Uncaught error in ${who}:\n${isError(error) ? shown(error) : `Uncaught ${shown(error)}`}`);
}

function shown(error: unknown): string {
  try {
    return inspect(error);
  } catch {
    return 'an error that cannot be shown';
  }
}

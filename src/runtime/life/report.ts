/** Uncaught errors are reported on standard error with the name of whoever had them. */
import { inspect } from 'node:util';
import { report } from './output.ts';

export function reportUncaught(who: string, error: unknown): void {
  report(`Uncaught error in ${who}:\n${error instanceof Error ? inspect(error) : `Uncaught ${inspect(error)}`}`);
}

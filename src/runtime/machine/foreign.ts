/** The system's own functions, reached through koffi. Loaded when a process primitive is first made: it takes 8 ms. */
import { createRequire } from 'node:module';
import { undisturbed } from './undisturbed.ts';

export type Koffi = typeof import('koffi');

let loaded: Koffi | undefined;

/** The foreign function library. */
export function foreign(): Koffi {
  loaded ??= undisturbed(() => createRequire(import.meta.url)('koffi') as Koffi);
  return loaded;
}

/** The error that a failed call of the system left behind. */
export function systemError(what: string, errno = foreign().errno()): Error {
  return new Error(`${what} failed: system error ${errno}`);
}

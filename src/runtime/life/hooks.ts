/**
 * How modules are found and loaded. Under a session `heddle` and `heddle/...` lead to the runtime that runs already, so that a
 * program works in an empty folder; everywhere TypeScript that was stripped once is taken as it is.
 */
import { registerHooks } from 'node:module';
import { runtimeEntry } from '../paths.ts';
import { areSourcesGiven, loadGiven, loadStripped } from './sources.ts';

const ENTRIES = new Map(
  [
    ['heddle', 'index'],
    ['heddle/threading', 'threading'],
    ['heddle/multiprocessing', 'multiprocessing'],
    ['heddle/queue', 'queue'],
    ['heddle/gil', 'gil'],
  ].map(([specifier, file]) => [specifier, runtimeEntry(file as string).href]),
);

/** True once this thread resolves `heddle/...` by itself. */
export let isHooked = false;

/** Lets this thread resolve `heddle/...`. */
export function hookResolution(): void {
  if (isHooked) return;
  isHooked = true;
  registerHooks({
    resolve(specifier, context, next) {
      const url = ENTRIES.get(specifier);
      return url === undefined ? next(specifier, context) : { url, shortCircuit: true };
    },
    load: loadStripped,
  });
}

/** Lets this thread or child load modules whose types whoever started it has stripped. */
export function hookSources(): void {
  if (!isHooked && areSourcesGiven()) registerHooks({ load: loadGiven });
}

/**
 * TypeScript modules whose types have been stripped already, by URL. Loading the stripper costs each new thread and process
 * as much again as its start, so the program's modules are stripped once and handed on with the birth of each.
 */
import { readFileSync } from 'node:fs';
import { type LoadHookSync, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';
import { threadBirth } from '../context.ts';
import { childBirth } from './birth.ts';

type Sources = Readonly<Record<string, string>>;

const given: Sources = (threadBirth?.sources as Sources | undefined) ?? childBirth?.sources ?? {};
const stripped = new Map<string, string>(Object.entries(given));

/** Notes a module's source without types. */
export function noteStripped(url: string, source: string): void {
  stripped.set(url, source);
}
/** True when whoever started this thread or child has handed some on. */
export function areSourcesGiven(): boolean {
  return Object.keys(given).length > 0;
}
/** What is handed on to a thread or child. */
export function strippedSources(): Sources {
  return Object.fromEntries(stripped);
}

/** A load hook that takes what was handed on, and leaves the rest to Node. */
export const loadGiven: LoadHookSync = (url, context, next) => {
  const source = stripped.get(url);
  return source === undefined ? next(url, context) : { format: 'module', source, shortCircuit: true };
};

/** A load hook that strips each TypeScript module once for all threads and children. Positions stay as they are. */
export const loadStripped: LoadHookSync = (url, context, next) => {
  if (!url.startsWith('file:') || !/\.m?ts$/.test(url)) return next(url, context);
  let source = stripped.get(url);
  if (source === undefined) {
    const loaded = next(url, context);
    // Only modules: what Node takes for CommonJS it also loads by itself.
    if (loaded.format !== 'module-typescript') return loaded;
    const text = loaded.source == null ? readFileSync(fileURLToPath(url), 'utf8') : loaded.source;
    try {
      source = stripTypeScriptTypes(typeof text === 'string' ? text : Buffer.from(text as Uint8Array).toString());
    } catch {
      return loaded; // Node's own words for what is wrong, with the place, are better
    }
    stripped.set(url, source);
  }
  return { format: 'module', source, shortCircuit: true };
};

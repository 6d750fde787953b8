/** Where the runtime's own entry files stand: all in one folder, as sources (.ts) and as built (.js, chunks beside them). */

const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/** URL of an entry file of the runtime, such as 'thread-worker'. */
export function runtimeEntry(name: string): URL {
  return new URL(`./${name}${extension}`, import.meta.url);
}

/** URL of the runtime's folder, with a slash at its end: call sites inside it are not the program's. */
export const RUNTIME_URL: string = new URL('./', import.meta.url).href;

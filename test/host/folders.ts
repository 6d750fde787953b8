/** Where things lie: the repository and its cache, which git ignores and which may be removed at any time. */

import { fileURLToPath } from 'node:url';

/** Absolute path of the repository, without a slash at its end. */
export const repository: string = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Absolute path of a file or folder of the repository. */
export function inRepository(path: string): string {
  return `${repository}/${path}`;
}

/** Absolute path of a file or folder of the cache. */
export function inCache(path: string): string {
  return `${repository}/.cache/${path}`;
}

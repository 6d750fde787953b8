/** Where the parts of an installed Heddle stand, and how a user's path is taken. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What was typed cannot be done: exit code 2. */
export class UsageError extends Error {}

/** The bundled runtime, beside this command. */
export const runtimeDir = fileURLToPath(new URL('../runtime', import.meta.url));
/** The patterns, beside this command. */
export const patternsDir = fileURLToPath(new URL('../patterns', import.meta.url));

/** An existing file's absolute path; UsageError that names it when there is none. */
export function existingFile(path: string, what: string): string {
  const file = resolve(path);
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat) throw new UsageError(`there is no ${what} ${path}`);
  if (stat.isDirectory()) throw new UsageError(`${path} is a folder, not a ${what}`);
  return file;
}

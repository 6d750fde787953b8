/** Where things stand beside the built command. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadPatterns, type Pattern } from '../session/patterns.ts';
import { UsageError } from './exit-codes.ts';

/** The bundled runtime. */
export const RUNTIME_DIR = fileURLToPath(new URL('../runtime', import.meta.url));
const PATTERNS_DIR = fileURLToPath(new URL('../patterns', import.meta.url));

/** All patterns, in the order in which they are taught. */
export function patterns(): Pattern[] {
  return loadPatterns(PATTERNS_DIR);
}

/** The pattern of this id. */
export function findPattern(id: string): Pattern {
  const all = patterns();
  const found = all.find((pattern) => pattern.id === id);
  if (found) return found;
  const near = all.filter((pattern) => pattern.id.includes(id) || id.includes(pattern.id)).map((pattern) => pattern.id);
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'heddle list names them.';
  throw new UsageError(`there is no pattern "${id}". ${hint}`);
}

/** An existing file's absolute path; UsageError that names it when there is none. */
export function existingFile(path: string, what: string): string {
  const file = resolve(path);
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat) throw new UsageError(`there is no ${what} ${path}`);
  if (stat.isDirectory()) throw new UsageError(`${path} is a folder, not a ${what}`);
  return file;
}

/** Where things stand beside the built command. */
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

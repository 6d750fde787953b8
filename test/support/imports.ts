/** Reads who imports whom out of the sources. */

import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** One import statement: the importing file, what it names, and the file that this is when it is one of ours. */
export interface Import {
  readonly from: string;
  readonly specifier: string;
  readonly target: string | undefined;
  readonly line: number;
  /** True when only types come through it, so that nothing of it is left when the program runs. */
  readonly typesOnly: boolean;
}

/** The source files under a folder, as paths relative to the repository, sorted. */
export function sourcesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
    .filter((path) => /\.(ts|mts|js|mjs|cjs)$/.test(path) && !path.includes('/node_modules/'))
    .sort();
}

/** All imports of a source text: static, for effect, re-exports and dynamic ones with a literal name. */
export function importsOf(file: string, text: string = readFileSync(file, 'utf8')): Import[] {
  const statement = /^[ \t]*(?:import|export)\b(?:[^'"`;=(]*?\bfrom)?\s*(['"])([^'"\n]+)\1/gm;
  const dynamic = /\b(?:import|require)\(\s*(['"])([^'"\n]+)\1\s*\)/g;
  const found: Import[] = [];
  // Programs that are written as text import for themselves: blank them, line by line.
  const code = text.replaceAll(/`(?:[^`\\]|\\[\s\S])*`/g, (literal) => literal.replaceAll(/[^\n]/g, ' '));
  for (const pattern of [statement, dynamic]) {
    for (const match of code.matchAll(pattern)) {
      const before = code.slice(0, match.index);
      if (/^\s*(\*|\/\/)/.test(before.slice(before.lastIndexOf('\n') + 1))) continue;
      const specifier = match[2]!;
      const target = specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : undefined;
      const typesOnly = /^\s*(import|export)\s+(type\b|\{(\s*type\s[^,}]*,?)*\s*\}\s*from)/.test(match[0]);
      found.push({ from: file, specifier, target, line: before.split('\n').length, typesOnly });
    }
  }
  return found;
}

/** One cycle among these imports as a path that ends where it began; undefined where there is none. */
export function findCycle(imports: readonly Import[]): string[] | undefined {
  const below = new Map<string, string[]>();
  for (const { from, target } of imports)
    if (target !== undefined) below.set(from, [...(below.get(from) ?? []), target]);
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    path.push(file);
    for (const next of below.get(file) ?? []) {
      const cycle = visit(next);
      if (cycle !== undefined) return cycle;
    }
    path.pop();
    done.add(file);
    return undefined;
  };
  for (const file of below.keys()) {
    const cycle = visit(file);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

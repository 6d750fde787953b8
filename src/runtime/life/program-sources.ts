/**
 * The program's TypeScript modules where no session's hooks see them load: stripped of their types once, before the first
 * thread or child is started. Where a program brings a loader of its own, that one is left to do it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import { noteStripped } from './sources.ts';

/** Relative imports of TypeScript modules. What only looks like one is stripped in vain, or is no file. */
const IMPORTS = /\b(?:from|import)\s*\(?\s*(['"])(\.{1,2}\/[^'"\n]+\.m?ts)\1/g;
const LOADERS = /^(?:-r|--require|--import|--loader|--experimental-loader|--experimental-transform-types)\b/;

let done = false;

/** Strips the entry module and what it imports, at its first call. */
export function stripProgram(entry: string | undefined): void {
  if (done) return;
  done = true;
  if (entry === undefined || !/\.m?ts$/.test(entry) || !stripsByItself()) return;
  const urls = new Set([entry]);
  // Of those found meanwhile, too.
  for (const url of urls) {
    const source = stripped(url);
    if (source === undefined) continue;
    noteStripped(url, source);
    for (const [, , specifier] of source.matchAll(IMPORTS)) urls.add(new URL(specifier as string, url).href);
  }
}

/** True when it is Node that strips types, and nobody else. */
function stripsByItself(): boolean {
  const options = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(' ')];
  return process.features.typescript === 'strip' && !options.some((option) => LOADERS.test(option));
}

/** A module's text without types; undefined for what Node does not take for a module, or cannot strip. */
function stripped(url: string): string | undefined {
  if (url.includes('/node_modules/')) return undefined;
  try {
    const source = quietly(() => stripTypeScriptTypes(readFileSync(fileURLToPath(url), 'utf8')));
    const type = url.endsWith('.mts') ? 'module' : packageType(url);
    return type === 'module' || (type === undefined && !isCommonJs(source)) ? source : undefined;
  } catch {
    // Who imports it is told by Node, with the place.
    return undefined;
  }
}

/** As Node finds out where no package.json says it. */
function isCommonJs(source: string): boolean {
  try {
    compileFunction(source, ['exports', 'require', 'module', '__filename', '__dirname']);
    return true;
  } catch {
    return false;
  }
}

/** What the nearest package.json says its modules are. (Node's findPackageJSON gives the module itself where there is none.) */
function packageType(url: string): unknown {
  for (let folder = dirname(fileURLToPath(url)); ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { type?: unknown }).type;
    if (dirname(folder) === folder) return undefined;
  }
}

/** Node warns of this function, as yet, as if the program had called it. */
function quietly<R>(run: () => R): R {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return run();
  } finally {
    process.emitWarning = emitWarning;
  }
}

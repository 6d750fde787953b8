/**
 * The program's entry module, and the functions that it exports: what threads and child processes run. Every thread
 * and child evaluates that module anew and finds the function under its exported name.
 */
import { existsSync, realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { ResourceKey } from '../../trace/schema.ts';
import { evaluationEnded, threadBirth } from '../context.ts';
import { notSendable, typeError } from '../errors.ts';
import { isMainThread } from '../main-thread.ts';
import { recorder } from '../record/recorder.ts';
import { describe, isRevoked } from '../validate.ts';
import { childBirth } from './birth.ts';
import { importModule } from './import.ts';

/** A function exported by the program's entry module (matched by identity, under any name), or the place of one. It may be async. */
// biome-ignore lint/suspicious/noExplicitAny: a target takes whatever arguments it declares
export type Target<A extends unknown[] = any[]> = ((...args: A) => unknown) | { url: string | URL; name: string };

/** Where a target stands, as plain data. */
export interface TargetPlace {
  /** Module to import; undefined: the entry module. */
  readonly url: string | undefined;
  readonly name: string;
}

type Namespace = Readonly<Record<string, unknown>>;

/** URL of the program's entry module; undefined where there is none (`node -e`, a prompt). */
export const entryUrl: string | undefined = threadBirth
  ? (threadBirth.entry as string | undefined)
  : childBirth
    ? childBirth.entry
    : findEntry();

function findEntry(): string | undefined {
  const path = process.argv[1];
  if (!isMainThread || path === undefined || path === '-' || !existsSync(path)) return undefined;
  return pathToFileURL(realpathSync(path)).href;
}

let namespace: Namespace | undefined;
let evaluated: Promise<Namespace> | undefined;

/** Waits until the entry module has been evaluated in this thread (or evaluates it), and gives its exports. */
export function entryModule(): Promise<Namespace> {
  evaluated ??= load();
  return evaluated;
}

async function load(): Promise<Namespace> {
  if (entryUrl === undefined) throw new Error('there is no program file to import');
  try {
    const loaded = (await importModule(entryUrl)) as Namespace;
    // A CommonJS program's exports that were not found by reading it stand on its `default`.
    const whole = loaded.default;
    namespace =
      typeof whole === 'object' && whole !== null && 'module.exports' in loaded ? { ...whole, ...loaded } : loaded;
    return namespace;
  } finally {
    evaluationEnded();
  }
}

/** An export of the entry module, if it has been evaluated. */
export function entryExport(name: string): unknown {
  return namespace?.[name];
}

/** Where a target stands; refused by name when no other thread could find it there. */
export function placeOf(target: unknown, what: string): TargetPlace {
  if (typeof target === 'object' && target !== null && !isRevoked(target) && 'url' in target && 'name' in target) {
    const { url, name } = target as { url: unknown; name: unknown };
    if (typeof url !== 'string' && (isRevoked(url) || !(url instanceof URL))) {
      throw typeError(`${what} target's url must be a URL or a string, got ${describe(url)}`);
    }
    if (typeof name !== 'string') throw typeError(`${what} target's name must be a string, got ${describe(name)}`);
    if (!URL.canParse(String(url))) {
      throw notSendable(
        `${what} target's url must be absolute, got ${describe(String(url))}: use new URL('./work.js', import.meta.url)`,
      );
    }
    return { url: String(url), name };
  }
  if (typeof target !== 'function' || isRevoked(target)) {
    throw notSendable(
      `${what} target must be a function exported by the program's entry module, or { url, name }, got ${describe(target)}`,
    );
  }
  if (entryUrl === undefined) {
    throw notSendable(`${what} target must be { url, name }: there is no program file that could export a function`);
  }
  const called: unknown = target.name;
  const own = typeof called === 'string' ? called : '';
  if (namespace === undefined) {
    // The entry module is still being evaluated, and nobody can see its exports yet: its name must do, and the
    // thread or child says so if nothing stands under it.
    void entryModule().catch(() => {});
    if (own !== '') return { url: undefined, name: own };
  } else {
    for (const name in namespace) if (namespace[name] === target) return { url: undefined, name };
  }
  const shown = own || 'an anonymous function';
  throw notSendable(
    `${what} target ${shown} is not exported by the program's entry module (${entryUrl}), so another thread or process ` +
      `cannot find it: write \`export function ${own || 'work'}(...)\` there and pass what it needs as ` +
      'arguments, or give { url, name } of a function that another module exports',
  );
}

/** Finds and calls a target in the thread or child that was started for it; resolves when it has ended. */
export async function runTarget(place: TargetPlace, args: readonly unknown[]): Promise<unknown> {
  const target = await findTarget(place);
  recorder?.instant('run', 0 as ResourceKey, 0, { name: place.name });
  return await target(...args);
}

/** The function at a place. */
export async function findTarget(place: TargetPlace): Promise<(...args: readonly unknown[]) => unknown> {
  const from = place.url === undefined ? await entryModule() : ((await importModule(place.url)) as Namespace);
  const found = from[place.name] ?? (from.default as Namespace | undefined)?.[place.name];
  if (typeof found === 'function') return found as (...args: readonly unknown[]) => unknown;
  const where = place.url ?? entryUrl;
  throw notSendable(
    `target ${place.name} is not a function that ${where} exports: write \`export function ${place.name}(...)\` there`,
  );
}

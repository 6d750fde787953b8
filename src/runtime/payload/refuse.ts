/** What cannot be sent, said in words: which part of the value, and what to use instead. */
import { EventEmitter } from 'node:events';
import { types } from 'node:util';
import { notSendable } from '../errors.ts';
import type { Domain } from '../machine/memory.ts';
import { isShareable } from '../shareable.ts';
import { describe } from '../validate.ts';

/**
 * A class whose instances cannot be sent says so: `static { X.prototype[notSendableBecause] = 'send its name instead' }`.
 * The text completes "... cannot be sent; ".
 */
export const notSendableBecause: unique symbol = Symbol.for('heddle.notSendable') as never;

/** Thrown while encoding; turned into a TypeError with the path once the encoder has unwound. */
export class Refusal {
  readonly culprit: unknown;
  readonly reason: string;
  constructor(culprit: unknown, reason: string) {
    this.culprit = culprit;
    this.reason = reason;
  }
}

/** Objects that exist in one thread only, by the name of their class. */
const BOUND_TO_ITS_THREAD: Readonly<Record<string, string>> = {
  Promise: 'await it and send what it resolves to',
  WeakMap: 'send a Map',
  WeakSet: 'send a Set',
  WeakRef: 'send what it refers to',
  FinalizationRegistry: 'it belongs to its own thread',
  SharedArrayBuffer: 'send a SharedArray, which keeps its identity',
  Generator: 'send an array of what it yields',
  AsyncGenerator: 'send an array of what it yields',
  URL: 'send its href',
  URLSearchParams: 'send its text',
  Blob: 'send its bytes',
  File: 'send its bytes or its path',
  MessagePort: 'send a queue or a pipe end',
  MessageChannel: 'send a queue or a pipe end',
  BroadcastChannel: 'send a queue',
  AbortController: 'send an Event',
  AbortSignal: 'send an Event',
  EventEmitter: 'streams, sockets, workers and the like belong to their own thread; send a path, a name or a queue',
  EventTarget: 'send a queue',
  ReadableStream: 'send what it yields through a queue',
  WritableStream: 'send a queue',
  TransformStream: 'send a queue',
  Response: 'send its body',
  Request: 'send its url and body',
  Headers: 'send an array of its entries',
  FormData: 'send an array of its entries',
  CryptoKey: 'send its exported form',
  Module: 'send its bytes',
  Instance: 'send the bytes of its module',
  Memory: 'send its bytes',
};

const verdicts = new WeakMap<object, string | null>();

/** Why instances with this prototype cannot be sent, or null when they are sent as plain objects. */
export function refusalOf(value: object): string | null {
  const own = (value as { [notSendableBecause]?: unknown })[notSendableBecause];
  if (typeof own === 'string') return own;
  if (types.isKeyObject(value)) return BOUND_TO_ITS_THREAD.CryptoKey!;
  if (types.isGeneratorObject(value)) return BOUND_TO_ITS_THREAD.Generator!;
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null) return null;
  const known = verdicts.get(prototype);
  if (known !== undefined) return known;
  let verdict: string | null = null;
  for (let p: object | null = prototype; p !== null && p !== Object.prototype; p = Object.getPrototypeOf(p)) {
    const name = (Object.getOwnPropertyDescriptor(p, 'constructor')?.value as { name?: unknown } | undefined)?.name;
    if (typeof name !== 'string' || !Object.hasOwn(BOUND_TO_ITS_THREAD, name)) continue;
    // A user's own class may well be called Request or Module: only Node's and the language's are meant.
    if (isPlatformClass(p, name)) {
      verdict = BOUND_TO_ITS_THREAD[name]!;
      break;
    }
  }
  verdicts.set(prototype, verdict);
  return verdict;
}

function isPlatformClass(prototype: object, name: string): boolean {
  const ownClass = prototype.constructor as unknown;
  return (
    ownClass === EventEmitter ||
    (globalThis as Record<string, unknown>)[name] === ownClass ||
    (WebAssembly as unknown as Record<string, unknown>)[name] === ownClass
  );
}

/** The error for a refusal somewhere inside `root`. */
export function refused(refusal: Refusal, root: unknown, what: string): TypeError & { code: string } {
  const path = pathTo(root, refusal.culprit, what);
  return notSendable(`${path}: ${describeCulprit(refusal.culprit)} cannot be sent; ${refusal.reason}`);
}

/** The reason for a primitive that does not reach the destination. */
export function wrongDomain(kind: string, destination: Domain): string {
  if (kind === 'threads.Gil') return 'it models one process, whose threads share it';
  const own = kind.slice(kind.lastIndexOf('.') + 1);
  // Orders of their own exist between threads only.
  const name = destination === 'processes' && /^(Priority|Lifo)Queue$/.test(own) ? 'Queue' : own;
  return destination === 'processes'
    ? `it is shared between the threads of one process only; use ${name} from heddle/multiprocessing`
    : `use ${name} from heddle/threading or heddle/queue`;
}

function describeCulprit(value: unknown): string {
  if (typeof value === 'symbol')
    return `the symbol ${value.description ? JSON.stringify(value.description) : ''}`.trim();
  if (types.isPromise(value)) return 'a Promise';
  if (types.isKeyObject(value)) return BOUND_TO_ITS_THREAD.CryptoKey!;
  if (types.isGeneratorObject(value)) return 'a generator';
  return describe(value);
}

/** Where the culprit stands, such as `item.jobs[3].callback`: found by walking again, so that sending pays nothing. */
function pathTo(root: unknown, culprit: unknown, what: string): string {
  const seen = new Set<object>();
  let budget = 100_000;
  const walk = (value: unknown, path: string, depth: number): string | undefined => {
    if (Object.is(value, culprit)) return path;
    if (typeof value !== 'object' || value === null || seen.has(value) || depth > 200 || --budget < 0) return undefined;
    seen.add(value);
    for (const [step, child] of children(value)) {
      const found = walk(child, path + step, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  try {
    return walk(root, what, 0) ?? `${what} (inside)`;
  } catch {
    return `${what} (inside)`;
  }
}

function* children(value: object): Generator<[string, unknown]> {
  // Bytes, and primitives with all of shared memory behind them, are sent as a whole: there is much in them, and no culprit.
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value) || isShareable(value)) return;
  if (types.isMap(value)) {
    for (const [key, child] of value) {
      yield ['.keys()', key];
      yield [`.get(${typeof key === 'string' ? JSON.stringify(key) : String(key)})`, child];
    }
  } else if (types.isSet(value)) {
    for (const child of value) yield ['.values()', child];
  } else {
    if (value instanceof Error) {
      yield ['.cause', value.cause];
      yield ['.errors', (value as AggregateError).errors];
    }
    const array = Array.isArray(value);
    for (const key of Object.keys(value)) {
      const step =
        array && /^\d+$/.test(key)
          ? `[${key}]`
          : /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key)
            ? `.${key}`
            : `[${JSON.stringify(key)}]`;
      yield [step, (value as Record<string, unknown>)[key]];
    }
  }
}

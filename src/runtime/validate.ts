/** Argument checks that every primitive shares: an error names what was expected and what came. */
import { rangeError, typeError } from './errors.ts';

/** A short description of a value for an error message; whatever its getters and traps may throw. */
export function describe(value: unknown): string {
  try {
    return described(value);
  } catch {
    if (isRevoked(value)) return 'a proxy that has been revoked';
    return typeof value === 'function' ? 'a function' : 'an object';
  }
}

function described(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'string')
    return `the string ${JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value)}`;
  if (typeof value === 'number' || typeof value === 'boolean') return `the ${typeof value} ${value}`;
  if (typeof value === 'bigint') return `the bigint ${value}n`;
  if (typeof value === 'function') {
    const name: unknown = value.name;
    return typeof name === 'string' && name !== '' ? `the function ${name}` : 'a function';
  }
  if (typeof value === 'object') {
    const name: unknown = (value as object).constructor?.name;
    return typeof name === 'string' && name !== '' && name !== 'Object'
      ? `an instance of ${name}`
      : Array.isArray(value)
        ? 'an array'
        : 'an object';
  }
  return String(value);
}

/** True for a proxy that answers nothing any more. */
export function isRevoked(value: unknown): boolean {
  try {
    Array.isArray(value);
    return false;
  } catch {
    return true;
  }
}

/** True for an array, false also for a revoked proxy. */
export function isArray(value: unknown): value is unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/** True for what can be iterated over. */
export function isIterable(value: unknown): value is Iterable<unknown> {
  return (
    value !== undefined &&
    value !== null &&
    !isRevoked(value) &&
    typeof (value as Partial<Iterable<unknown>>)[Symbol.iterator] === 'function'
  );
}

/** Something to call. `what` says who calls it. */
export function checkFunction(fn: unknown, what: string): void {
  if (typeof fn !== 'function') throw typeError(`${what} takes a function, got ${describe(fn)}`);
}

/** undefined waits for ever (Infinity), 0 does not wait; negative or NaN is a RangeError. */
export function checkTimeout(timeoutMs: unknown, what = 'timeoutMs'): number {
  if (timeoutMs === undefined) return Number.POSITIVE_INFINITY;
  if (typeof timeoutMs !== 'number')
    throw typeError(`${what} must be a number of milliseconds or undefined, got ${describe(timeoutMs)}`);
  if (!(timeoutMs >= 0)) throw rangeError(`${what} must be 0 or more milliseconds, got ${timeoutMs}`);
  return timeoutMs;
}

/** A whole number within bounds. */
export function checkInteger(value: unknown, what: string, min: number, max: number): number {
  if (typeof value !== 'number') throw typeError(`${what} must be a whole number, got ${describe(value)}`);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw rangeError(`${what} must be a whole number from ${min} to ${max}, got ${value}`);
  }
  return value;
}

/** Options are a plain object or undefined. */
export function checkOptions<T extends object>(options: unknown, what: string): Partial<T> {
  if (options === undefined) return {};
  if (typeof options !== 'object' || options === null || isRevoked(options) || Array.isArray(options)) {
    throw typeError(`${what} options must be an object such as { name: 'example' }, got ${describe(options)}`);
  }
  return options as Partial<T>;
}

/** A name is a non-empty string, or undefined. */
export function checkName(name: unknown, what: string): string | undefined {
  if (name === undefined) return undefined;
  if (typeof name !== 'string') throw typeError(`${what} name must be a string, got ${describe(name)}`);
  if (name.length === 0) throw rangeError(`${what} name must not be empty`);
  return name;
}

/** An AbortSignal, or undefined. */
export function checkSignal(options: unknown): AbortSignal | undefined {
  const { signal } = checkOptions<{ signal: unknown }>(options, 'asynchronous wait');
  if (signal === undefined) return undefined;
  if (!isSignal(signal)) throw typeError(`signal must be an AbortSignal, got ${describe(signal)}`);
  return signal;
}

/** True for a real one: what only inherits from AbortSignal, or stands for one as a proxy, does not answer. */
function isSignal(value: unknown): value is AbortSignal {
  try {
    return value instanceof AbortSignal && typeof value.aborted === 'boolean';
  } catch {
    return false;
  }
}

/** Errors on their way between threads and processes: a record on one side, the same class again on the other. */
import { inspect } from 'node:util';
import * as errors from '../errors.ts';

/** An error as plain data. */
export interface ErrorRecord {
  /** Name of its class. */
  readonly type: string;
  /** Name of the nearest class above it that every thread knows. */
  readonly base: string;
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  /** Own properties that survive JSON, such as `code`. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly cause?: ErrorRecord | { readonly value: unknown };
  /** Of an AggregateError. */
  readonly errors?: readonly ErrorRecord[];
}

const MAX_DEPTH = 8;
const BUILT_IN: Readonly<Record<string, ErrorConstructor | typeof AggregateError>> = {
  Error,
  TypeError,
  RangeError,
  SyntaxError,
  ReferenceError,
  EvalError,
  URIError,
  AggregateError,
};

/** True for an Error; false also for what does not let itself be asked. */
export function isError(thrown: unknown): thrown is Error {
  try {
    return thrown instanceof Error;
  } catch {
    return false;
  }
}

/** What a getter gives; undefined when it throws. */
function read<R>(getter: () => R): R | undefined {
  try {
    return getter();
  } catch {
    return undefined;
  }
}

/** The record of whatever was thrown; what is no Error becomes one that says so. */
export function toRecord(thrown: unknown, depth = 0): ErrorRecord {
  if (!isError(thrown)) {
    const message = `Uncaught ${inspect(thrown, { depth: 2 })}`;
    return {
      type: 'Error',
      base: 'Error',
      name: 'Error',
      message,
      stack: `Error: ${message}`,
      properties: {},
      cause: { value: plain(thrown) },
    };
  }
  const properties: Record<string, unknown> = {};
  for (const key of Object.keys(thrown)) {
    if (key === 'stack' || key === 'message' || key === 'cause' || key === 'errors' || key === 'name') continue;
    const value = read(() => plain((thrown as unknown as Record<string, unknown>)[key]));
    if (value !== undefined) properties[key] = value;
  }
  const deeper = depth < MAX_DEPTH;
  const name = read(() => String(thrown.name)) ?? 'Error';
  const message = read(() => String(thrown.message)) ?? '';
  const type = read(() => thrown.constructor?.name);
  const cause = deeper ? read(() => thrown.cause) : undefined;
  const errors = deeper && thrown instanceof AggregateError ? read(() => thrown.errors) : undefined;
  return {
    type: typeof type === 'string' && type !== '' ? type : 'Error',
    base: read(() => knownBase(thrown)) ?? 'Error',
    name,
    message,
    stack: read(() => String(thrown.stack)) ?? `${name}: ${message}`,
    properties,
    ...(cause === undefined ? {} : { cause: isError(cause) ? toRecord(cause, depth + 1) : { value: plain(cause) } }),
    ...(Array.isArray(errors) ? { errors: errors.slice(0, 100).map((inner) => toRecord(inner, depth + 1)) } : {}),
  };
}

/** The error that a record stands for. `exported` gives classes of the program's own, by name. */
export function fromRecord(record: ErrorRecord, exported?: (type: string) => unknown): Error {
  const own = known(record.type) ?? exported?.(record.type) ?? known(record.base);
  const isErrorClass = typeof own === 'function' && (own === Error || own.prototype instanceof Error);
  // Its constructor may want arguments that nobody has here: only the prototype is taken from it.
  const error = new Error(record.message);
  if (isErrorClass) Object.setPrototypeOf(error, own.prototype as object);
  const hide = (key: string, value: unknown) =>
    Object.defineProperty(error, key, { value, writable: true, configurable: true, enumerable: false });
  if (error.name !== record.name) hide('name', record.name);
  hide('stack', record.stack);
  Object.assign(error, record.properties);
  if (record.cause) hide('cause', 'type' in record.cause ? fromRecord(record.cause, exported) : record.cause.value);
  if (record.errors)
    hide(
      'errors',
      record.errors.map((inner) => fromRecord(inner, exported)),
    );
  return error;
}

/** Heddle's own classes and the language's, by name. */
function known(type: string): unknown {
  return (errors as unknown as Record<string, unknown>)[type] ?? BUILT_IN[type];
}
function knownBase(thrown: Error): string {
  for (let at = Object.getPrototypeOf(thrown); at !== null; at = Object.getPrototypeOf(at)) {
    const name = at.constructor?.name;
    if (typeof name === 'string' && (known(name) as { prototype?: unknown } | undefined)?.prototype === at) return name;
  }
  return 'Error';
}

/** A value as JSON keeps it; undefined when it does not. */
function plain(value: unknown): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number')
    return value;
  if (typeof value !== 'object') return undefined;
  try {
    const text = JSON.stringify(value);
    return text.length > 4096 ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The kinds of object beyond plain ones and arrays that structured cloning keeps: how each is written. */
import { types } from 'node:util';
import type { Encoder } from './encoder.ts';
import * as tag from './format.ts';
import { Refusal } from './refuse.ts';

/** Writes an object of a special kind; false when it is none and goes as a plain object. */
export function writeExotic(to: Encoder, value: object): boolean {
  if (ArrayBuffer.isView(value)) writeView(to, value);
  else if (types.isMap(value)) writeMap(to, value);
  else if (types.isSet(value)) writeSet(to, value);
  else if (types.isDate(value)) {
    to.byte(tag.DATE);
    to.float64(Date.prototype.getTime.call(value));
  } else if (types.isNativeError(value) || value instanceof Error) {
    if (typeof DOMException === 'function' && value instanceof DOMException) writeDomException(to, value);
    else writeError(to, value as Error);
  } else if (types.isRegExp(value)) {
    to.byte(tag.REGEXP);
    to.write(value.source);
    to.write(value.flags);
  } else if (types.isArrayBuffer(value)) writeBuffer(to, value);
  else if (types.isBoxedPrimitive(value) && !types.isSymbolObject(value)) {
    to.byte(tag.BOXED);
    to.write((value as { valueOf(): unknown }).valueOf());
  } else return false;
  return true;
}

function writeMap(to: Encoder, value: Map<unknown, unknown>): void {
  // Read out first: a getter met on the way could change it.
  const entries = [...Map.prototype.entries.call(value)];
  to.byte(tag.MAP);
  to.length(entries.length);
  for (const [key, child] of entries) {
    to.write(key);
    to.write(child);
  }
}

function writeSet(to: Encoder, value: Set<unknown>): void {
  const members = [...Set.prototype.values.call(value)];
  to.byte(tag.SET);
  to.length(members.length);
  for (const member of members) to.write(member);
}

function writeBuffer(to: Encoder, value: ArrayBuffer): void {
  if (value.detached) throw new Refusal(value, 'its memory was transferred away');
  if (value.resizable) {
    to.byte(tag.RESIZABLE_BUFFER);
    to.length(value.maxByteLength);
  } else to.byte(tag.ARRAY_BUFFER);
  to.length(value.byteLength);
  to.raw(new Uint8Array(value));
}

function writeView(to: Encoder, value: ArrayBufferView): void {
  const { buffer } = value;
  // A Node Buffer is often a small part of a pool: its own bytes go, not the pool's.
  if (Buffer.isBuffer(value)) {
    to.byte(tag.BYTES);
    to.length(value.length);
    to.raw(value);
    return;
  }
  if (types.isSharedArrayBuffer(buffer)) {
    throw new Refusal(value, 'it views a SharedArrayBuffer; send a SharedArray, or a copy (value.slice())');
  }
  const name = types.isDataView(value) ? 'DataView' : (value as Uint8Array)[Symbol.toStringTag];
  const kind = (tag.VIEW_KINDS as readonly string[]).indexOf(name);
  if (kind < 0) throw new Refusal(value, 'send a Uint8Array');
  to.byte(tag.VIEW);
  to.byte(kind);
  // The whole buffer goes, as in structured cloning: two views of one buffer stay two views of one buffer.
  to.write(buffer);
  to.length(value.byteOffset);
  to.length(types.isDataView(value) ? value.byteLength : (value as Uint8Array).length);
}

function writeDomException(to: Encoder, value: DOMException): void {
  to.byte(tag.DOM_EXCEPTION);
  to.write(value.message);
  to.write(value.name);
  to.write(value.stack);
}

/** Classes that come out as themselves; others as the nearest of these that they extend. */
const STANDARD = [
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
  'AggregateError',
];

function classOf(error: Error): string {
  for (let p = Object.getPrototypeOf(error); p !== null && p !== Error.prototype; p = Object.getPrototypeOf(p)) {
    const name = (Object.getOwnPropertyDescriptor(p, 'constructor')?.value as { name?: unknown } | undefined)?.name;
    if (typeof name !== 'string') continue;
    if (isHeddleClass(name) && typeof (error as { code?: unknown }).code === 'string') return name;
    if (STANDARD.includes(name)) return name;
  }
  return 'Error';
}

let heddleClasses: ReadonlySet<string> = new Set();
/** The names of Heddle's own error classes, told by the decoder's table (see errors-table.ts). */
export function setHeddleClasses(names: Iterable<string>): void {
  heddleClasses = new Set(names);
}
function isHeddleClass(name: string): boolean {
  return heddleClasses.has(name);
}

/** Error: class, name, message, stack, then its further fields (code, errno, ...), cause and errors. */
function writeError(to: Encoder, error: Error): void {
  to.byte(tag.ERROR);
  to.string(classOf(error));
  to.write(textOf(error, 'name'));
  to.write(textOf(error, 'message'));
  to.write(textOf(error, 'stack'));
  for (const key of new Set([...Object.keys(error), 'cause', 'errors'])) {
    if (!Object.hasOwn(error, key) || key === 'name' || key === 'message' || key === 'stack') continue;
    // An error must always get through: what hangs on it and cannot be sent stays behind.
    to.attempt(() => {
      to.byte(tag.FIELD);
      to.string(key);
      to.write((error as unknown as Record<string, unknown>)[key]);
    });
  }
  to.byte(tag.NO_FIELD);
}

function textOf(error: Error, key: 'name' | 'message' | 'stack'): string | undefined {
  try {
    const value = error[key];
    return value === undefined ? undefined : String(value);
  } catch {
    return undefined; // of its getter, or of the stack of an error whose message is a symbol
  }
}

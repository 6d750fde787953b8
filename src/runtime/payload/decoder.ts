/** Reads what the encoder wrote. The bytes come from another thread of the same program, so they are trusted. */
import * as errorClasses from '../errors.ts';
import type { Domain } from '../machine/memory.ts';
import { handleArrives } from '../record/handles.ts';
import { recorder } from '../record/recorder.ts';
import { fromHandle } from '../shareable.ts';
import { setHeddleClasses } from './exotic.ts';
import * as tag from './format.ts';
import { readKey, shortLatin1 } from './text.ts';
import { arrives, type Traveller } from './transit.ts';

const errorTable = new Map<string, object>([
  ...Object.entries(errorClasses).flatMap(([name, value]): [string, object][] =>
    typeof value === 'function' && value.prototype instanceof Error ? [[name, value.prototype]] : [],
  ),
  ['Error', Error.prototype],
  ['EvalError', EvalError.prototype],
  ['RangeError', RangeError.prototype],
  ['ReferenceError', ReferenceError.prototype],
  ['SyntaxError', SyntaxError.prototype],
  ['TypeError', TypeError.prototype],
  ['URIError', URIError.prototype],
  ['AggregateError', AggregateError.prototype],
]);
setHeddleClasses([...errorTable.keys()].filter((name) => Object.hasOwn(errorClasses, name)));

export class Decoder {
  #bytes: Buffer = Buffer.alloc(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  #at = 0;
  readonly #refs: object[] = [];
  #count = 0;
  busy = false;

  /** Reads the value that begins at `start`. */
  read(bytes: Buffer, view: DataView, start: number): unknown {
    this.#bytes = bytes;
    this.#view = view;
    this.#at = start;
    this.busy = true;
    try {
      return this.#value();
    } finally {
      for (let i = 0; i < this.#count; i++) this.#refs[i] = undefined as never;
      if (this.#count > 1024) this.#refs.length = 0;
      this.#count = 0;
      this.busy = false;
    }
  }

  #value(): unknown {
    const kind = this.#bytes[this.#at++]!;
    if (kind >= tag.SMALL_INT) return kind & 127;
    if (kind >= tag.SHORT_LATIN1) return this.#latin1(kind & 63);
    switch (kind) {
      case tag.UNDEFINED:
        return undefined;
      case tag.NULL:
        return null;
      case tag.TRUE:
        return true;
      case tag.FALSE:
        return false;
      case tag.INT32:
        this.#at += 4;
        return this.#view.getInt32(this.#at - 4, true);
      case tag.FLOAT64:
        return this.#float64();
      case tag.LATIN1:
        return this.#latin1(this.#length());
      case tag.UTF16:
        return this.#utf16();
      case tag.BIGINT64:
        this.#at += 8;
        return this.#view.getBigInt64(this.#at - 8, true);
      case tag.BIGINT: {
        const text = this.#value() as string;
        return text.startsWith('-') ? -BigInt(`0x${text.slice(1)}`) : BigInt(`0x${text}`);
      }
      case tag.REF:
        return this.#refs[this.#length()];
      case tag.OBJECT:
        return this.#fields(this.#number({}), this.#length());
      case tag.ARRAY:
        return this.#array();
      case tag.SPARSE_ARRAY: {
        const array: unknown[] = [];
        this.#number(array);
        array.length = this.#length();
        return this.#fields(array, this.#length());
      }
      default:
        return this.#exotic(kind);
    }
  }

  #exotic(kind: number): unknown {
    switch (kind) {
      case tag.MAP: {
        const map = this.#number(new Map<unknown, unknown>());
        for (let n = this.#length(); n > 0; n--) {
          const key = this.#value();
          map.set(key, this.#value());
        }
        return map;
      }
      case tag.SET: {
        const set = this.#number(new Set<unknown>());
        for (let n = this.#length(); n > 0; n--) set.add(this.#value());
        return set;
      }
      case tag.DATE:
        return this.#number(new Date(this.#float64()));
      case tag.REGEXP: {
        const place = this.#reserve();
        const source = this.#value() as string;
        return this.#fill(place, new RegExp(source, this.#value() as string));
      }
      case tag.BOXED: {
        const place = this.#reserve();
        return this.#fill(place, Object(this.#value()) as object);
      }
      case tag.ARRAY_BUFFER:
        return this.#buffer(undefined);
      case tag.RESIZABLE_BUFFER:
        return this.#buffer(this.#length());
      case tag.BYTES: {
        const size = this.#length();
        const bytes = this.#number(new Uint8Array(size));
        this.#bytes.copy(bytes, 0, this.#at, this.#at + size);
        this.#at += size;
        return bytes;
      }
      case tag.VIEW:
        return this.#typedArray();
      case tag.ERROR:
        return this.#error();
      case tag.DOM_EXCEPTION: {
        const place = this.#reserve();
        const message = this.#value() as string;
        const error = new DOMException(message, this.#value() as string);
        hide(error, 'stack', this.#value());
        return this.#fill(place, error);
      }
      case tag.HANDLE:
        return this.#handle();
      default:
        throw new RangeError(`byte ${this.#at - 1} of the item (${kind}) is no kind of value`);
    }
  }

  /** Gives the next container its number. */
  #number<T extends object>(value: T): T {
    this.#refs[this.#count++] = value;
    return value;
  }
  #reserve(): number {
    return this.#count++;
  }
  #fill<T extends object>(place: number, value: T): T {
    this.#refs[place] = value;
    return value;
  }

  #length(): number {
    const bytes = this.#bytes;
    let byte = bytes[this.#at++]!;
    if (byte < 128) return byte;
    let value = byte & 127;
    let scale = 128;
    do {
      byte = bytes[this.#at++]!;
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte >= 128);
    return value;
  }

  #float64(): number {
    this.#at += 8;
    return this.#view.getFloat64(this.#at - 8, true);
  }

  #latin1(length: number): string {
    const from = this.#at;
    this.#at = from + length;
    return length <= 24 ? shortLatin1(this.#bytes, from, length) : this.#bytes.toString('latin1', from, from + length);
  }

  #utf16(): string {
    const size = this.#length();
    this.#at += size;
    return this.#bytes.toString('utf16le', this.#at - size, this.#at);
  }

  #array(): unknown[] {
    const length = this.#length();
    const array: unknown[] = this.#number([]);
    for (let i = 0; i < length; i++) array.push(this.#value());
    return array;
  }

  #fields<T extends object>(target: T, count: number): T {
    for (let n = 0; n < count; n++) {
      const kind = this.#bytes[this.#at]!;
      let key: string;
      if (kind >= tag.SHORT_LATIN1 && kind < tag.SMALL_INT) {
        const length = kind & 63;
        key = readKey(this.#bytes, this.#at + 1, length);
        this.#at += length + 1;
      } else key = this.#value() as string;
      const value = this.#value();
      if (key === '__proto__') {
        Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
      } else (target as Record<string, unknown>)[key] = value;
    }
    return target;
  }

  #buffer(maxByteLength: number | undefined): ArrayBuffer {
    const size = this.#length();
    const buffer = this.#number(
      maxByteLength === undefined ? new ArrayBuffer(size) : new ArrayBuffer(size, { maxByteLength }),
    );
    this.#bytes.copy(new Uint8Array(buffer), 0, this.#at, this.#at + size);
    this.#at += size;
    return buffer;
  }

  #typedArray(): ArrayBufferView {
    const place = this.#reserve();
    const name = tag.VIEW_KINDS[this.#bytes[this.#at++]!]!;
    const buffer = this.#value() as ArrayBuffer;
    const offset = this.#length();
    type ViewClass = new (buffer: ArrayBuffer, offset: number, length: number) => ArrayBufferView;
    const viewClass = (globalThis as unknown as Record<string, ViewClass>)[name]!;
    return this.#fill(place, new viewClass(buffer, offset, this.#length()));
  }

  #error(): Error {
    const error = this.#number(new Error());
    const className = this.#value() as string;
    Object.setPrototypeOf(error, errorTable.get(className) ?? Error.prototype);
    const name = this.#value();
    const message = this.#value();
    hide(error, 'stack', this.#value());
    if (message !== undefined) hide(error, 'message', message);
    if (name !== undefined && name !== error.name) hide(error, 'name', name);
    while (this.#bytes[this.#at++] === tag.FIELD) {
      const key = this.#value() as string;
      const value = this.#value();
      if (key === 'cause' || key === 'errors' || key === '__proto__') hide(error, key, value);
      else (error as unknown as Record<string, unknown>)[key] = value;
    }
    return error;
  }

  #handle(): object {
    const place = this.#reserve();
    const kind = this.#value() as string;
    const domain: Domain = this.#bytes[this.#at++] === 0 ? 'threads' : 'processes';
    const id = this.#value() as number;
    const first = this.#value() as number;
    const name = this.#value() as string;
    const extra = this.#value();
    const handle = { kind, domain, id, place: first, name, extra };
    const primitive = fromHandle(handle);
    if (recorder !== undefined) handleArrives(handle);
    (primitive as Traveller)[arrives]?.();
    return this.#fill(place, primitive);
  }
}

function hide(error: Error, key: string, value: unknown): void {
  Object.defineProperty(error, key, { value, writable: true, configurable: true, enumerable: false });
}

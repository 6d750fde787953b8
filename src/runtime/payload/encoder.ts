/** Writes values in the binary form of format.ts. Plain data goes the short way here; the rest through exotic.ts. */
import type { ResourceKey } from '../../trace/schema.ts';
import type { Domain } from '../machine/memory.ts';
import { addKeys } from '../record/handles.ts';
import { recorder } from '../record/recorder.ts';
import { isShareable, type Shareable, toHandle } from '../shareable.ts';
import { writeExotic } from './exotic.ts';
import * as tag from './format.ts';
import { Refusal, refusalOf, wrongDomain } from './refuse.ts';
import { Scratch } from './scratch.ts';
import { departs, type Traveller, takeBack } from './transit.ts';

/** Up to so many containers are looked up one by one; more go into a map. */
const FEW = 12;

export class Encoder {
  readonly scratch: Scratch = new Scratch();
  /** Where the next byte goes. */
  at = 0;
  destination: Domain = 'threads';
  busy = false;
  /** Primitives in the value, noted while recording. */
  handles: ResourceKey[] | undefined;
  /** Those of them that have been told that they leave. */
  travellers: Traveller[] | undefined;
  readonly #few: object[] = [];
  #count = 0;
  #many: Map<object, number> | undefined;

  /** Begins a new value; `at` starts at `start`. */
  begin(destination: Domain, start: number): void {
    this.destination = destination;
    this.at = start;
    this.busy = true;
    this.handles = undefined;
    this.travellers = undefined;
  }
  /** Forgets the value's objects. */
  end(): void {
    const few = Math.min(this.#count, FEW);
    for (let i = 0; i < few; i++) this.#few[i] = undefined as never;
    this.#count = 0;
    this.#many = undefined;
    this.busy = false;
  }

  write(value: unknown): void {
    switch (typeof value) {
      case 'number':
        this.number(value);
        return;
      case 'string':
        this.string(value);
        return;
      case 'object':
        if (value === null) this.byte(tag.NULL);
        else this.#object(value);
        return;
      case 'boolean':
        this.byte(value ? tag.TRUE : tag.FALSE);
        return;
      case 'undefined':
        this.byte(tag.UNDEFINED);
        return;
      case 'bigint':
        this.#bigint(value);
        return;
      case 'function':
        throw new Refusal(value, 'send data, and keep functions in the module that both sides import');
      default:
        throw new Refusal(value, 'symbols are different in every thread; send a string');
    }
  }

  /** Writes a part that may stay behind: when it cannot be sent it is as if it had not been tried. */
  attempt(part: () => void): void {
    const { at } = this;
    const count = this.#count;
    const handles = this.handles?.length ?? 0;
    const travellers = this.travellers?.length ?? 0;
    try {
      part();
    } catch {
      this.at = at;
      for (let i = count; i < Math.min(this.#count, FEW); i++) this.#few[i] = undefined as never;
      this.#count = count;
      if (this.#many !== undefined) for (const [each, n] of this.#many) if (n >= count) this.#many.delete(each);
      this.handles?.splice(handles);
      takeBack(this.travellers?.splice(travellers));
    }
  }

  byte(value: number): void {
    if (this.at >= this.scratch.bytes.length) this.scratch.reserve(this.at + 1, this.at);
    this.scratch.bytes[this.at++] = value;
  }

  /** A whole number of 0 or more, seven bits a byte. */
  length(value: number): void {
    this.room(8);
    const { bytes } = this.scratch;
    let rest = value;
    while (rest >= 128) {
      bytes[this.at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    bytes[this.at++] = rest;
  }

  room(size: number): void {
    if (this.at + size > this.scratch.bytes.length) this.scratch.reserve(this.at + size, this.at);
  }

  number(value: number): void {
    this.room(9);
    const { scratch } = this;
    const whole = value | 0;
    if (whole === value && (whole !== 0 || 1 / value > 0)) {
      if (whole >= 0 && whole < 128) {
        scratch.bytes[this.at++] = tag.SMALL_INT | whole;
        return;
      }
      scratch.bytes[this.at] = tag.INT32;
      scratch.view.setInt32(this.at + 1, whole, true);
      this.at += 5;
      return;
    }
    scratch.bytes[this.at] = tag.FLOAT64;
    scratch.view.setFloat64(this.at + 1, value, true);
    this.at += 9;
  }

  float64(value: number): void {
    this.room(8);
    this.scratch.view.setFloat64(this.at, value, true);
    this.at += 8;
  }

  string(value: string): void {
    const { length } = value;
    if (length >= 64) {
      this.#longString(value);
      return;
    }
    this.room(length + 1);
    const { bytes } = this.scratch;
    let at = this.at;
    bytes[at++] = tag.SHORT_LATIN1 | length;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code > 255) {
        this.#utf16(value);
        return;
      }
      bytes[at++] = code;
    }
    this.at = at;
  }

  #longString(value: string): void {
    // Of a string that the engine keeps as one byte for each character the expression looks at none.
    if (hasWide.test(value)) {
      this.#utf16(value);
      return;
    }
    this.byte(tag.LATIN1);
    this.length(value.length);
    this.room(value.length);
    this.scratch.bytes.write(value, this.at, 'latin1');
    this.at += value.length;
  }

  #utf16(value: string): void {
    const size = value.length * 2;
    this.byte(tag.UTF16);
    this.length(size);
    this.room(size);
    this.scratch.bytes.write(value, this.at, 'utf16le');
    this.at += size;
  }

  #bigint(value: bigint): void {
    if (BigInt.asIntN(64, value) === value) {
      this.room(9);
      this.scratch.bytes[this.at] = tag.BIGINT64;
      this.scratch.view.setBigInt64(this.at + 1, value, true);
      this.at += 9;
      return;
    }
    this.byte(tag.BIGINT);
    this.string(value < 0n ? `-${(-value).toString(16)}` : value.toString(16));
  }

  /** Raw bytes, copied. */
  raw(source: Uint8Array): void {
    this.room(source.length);
    this.scratch.bytes.set(source, this.at);
    this.at += source.length;
  }

  #object(value: object): void {
    if (this.reference(value)) return;
    const prototype = Object.getPrototypeOf(value) as unknown;
    if (prototype === Object.prototype) {
      this.fields(value);
    } else if (Array.isArray(value)) {
      this.#array(value);
    } else if (isShareable(value)) {
      this.#handle(value);
    } else if (!writeExotic(this, value)) {
      const refusal = refusalOf(value);
      if (refusal !== null) throw new Refusal(value, refusal);
      this.fields(value);
    }
  }

  /** True when the object came before and is written as a reference; else it gets its number. */
  reference(value: object): boolean {
    const count = this.#count;
    const few = this.#few;
    const limit = Math.min(count, FEW);
    for (let i = 0; i < limit; i++) {
      if (few[i] === value) {
        this.byte(tag.REF);
        this.length(i);
        return true;
      }
    }
    if (count < FEW) {
      few[count] = value;
    } else {
      this.#many ??= new Map();
      const former = this.#many.get(value);
      if (former !== undefined) {
        this.byte(tag.REF);
        this.length(former);
        return true;
      }
      this.#many.set(value, count);
    }
    this.#count = count + 1;
    return false;
  }

  /** The own enumerable fields, as those of a plain object. */
  fields(value: object): void {
    const keys = Object.keys(value);
    const { length } = keys;
    this.byte(tag.OBJECT);
    this.length(length);
    for (let i = 0; i < length; i++) {
      const key = keys[i]!;
      this.string(key);
      this.write((value as Record<string, unknown>)[key]);
    }
  }

  #array(value: unknown[]): void {
    const { length } = value;
    // Object.values is quick, leaves holes out and adds further properties: equal lengths mean (but for a hole and a
    // property that make up for each other, looked for next) a dense array.
    const elements = Object.values(value);
    let dense = elements.length === length;
    for (let i = 0; dense && i < length; i++) {
      if (elements[i] !== value[i] && !Number.isNaN(elements[i])) dense = false;
      else if (elements[i] === undefined && !(i in value)) dense = false;
    }
    if (dense) {
      this.byte(tag.ARRAY);
      this.length(length);
      for (let i = 0; i < length; i++) this.write(elements[i]);
      return;
    }
    const keys = Object.keys(value);
    this.byte(tag.SPARSE_ARRAY);
    this.length(length);
    this.length(keys.length);
    for (const key of keys) {
      this.string(key);
      this.write((value as unknown as Record<string, unknown>)[key]);
    }
  }

  #handle(value: Shareable): void {
    const handle = value[toHandle]();
    if (handle.domain !== this.destination && this.destination === 'processes') {
      throw new Refusal(value, wrongDomain(handle.kind, this.destination));
    }
    const traveller = value as Traveller;
    if (traveller[departs] !== undefined) {
      traveller[departs]();
      this.travellers ??= [];
      this.travellers.push(traveller);
    }
    if (recorder !== undefined) {
      this.handles ??= [];
      addKeys(this.handles, handle);
    }
    this.byte(tag.HANDLE);
    this.string(handle.kind);
    this.byte(handle.domain === 'threads' ? 0 : 1);
    this.write(handle.id);
    this.write(handle.place);
    this.string(handle.name);
    this.write(handle.extra);
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is what is meant
const hasWide = /[^\u0000-\u00ff]/;

/** What Value and SharedArray have in common: numbers of one type, a lock of their own, recorded reads and writes. */

import { resourceKey } from '../../trace/schema.ts';
import { nextResource } from '../creation.ts';
import { rangeError, typeError } from '../errors.ts';
import { ELEMENT_TYPES, type Elements, type ElementType, elementBytes, isBig } from '../machine/elements.ts';
import { PAGE_BYTES } from '../machine/heap.ts';
import { LINE_WORDS } from '../machine/layout.ts';
import type { SharedMemory } from '../machine/memory.ts';
import { type EventData, recorder } from '../record/recorder.ts';
import { describe } from '../validate.ts';
import { type Made, Primitive } from './primitive.ts';
import type { SharedRLock } from './rlock.ts';

// Words of state: the lock first, then these, then the numbers if they are few.
const SEQUENCE = LINE_WORDS;
const LOCK_ID_LOW = LINE_WORDS + 1;
const LOCK_ID_HIGH = LINE_WORDS + 2;
/** 1: the lock has been announced. */
const LOCK_TOLD = LINE_WORDS + 3;
/** First page of the numbers, if they are many. */
const PAGE = LINE_WORDS + 4;
/** Where the numbers begin, if they are few. */
const NUMBERS = 2 * LINE_WORDS;

const INTEGER_BITS: Readonly<Record<string, readonly [bits: number, signed: boolean]>> = {
  int8: [8, true],
  uint8: [8, false],
  int16: [16, true],
  uint16: [16, false],
  int32: [32, true],
  uint32: [32, false],
  int64: [64, true],
  uint64: [64, false],
};

/** What the handle of shared numbers says besides. */
export interface NumbersExtra {
  readonly type: ElementType;
  readonly length: number;
}

/** A type's name, checked. */
export function checkType(type: unknown, what: string): ElementType {
  if (ELEMENT_TYPES.includes(type as ElementType)) return type as ElementType;
  throw typeError(`${what} type must be one of ${ELEMENT_TYPES.join(', ')}, got ${describe(type)}`);
}

/** A number that fits the type, checked. */
export function checkNumber<N extends number | bigint>(type: ElementType, value: unknown, what: string): N {
  if (isBig(type) ? typeof value !== 'bigint' : typeof value !== 'number') {
    throw typeError(`${what} must be a ${isBig(type) ? 'bigint' : 'number'} for ${type}, got ${describe(value)}`);
  }
  const integer = INTEGER_BITS[type];
  if (integer === undefined) return value as N;
  if (typeof value === 'number' && !Number.isInteger(value)) {
    throw rangeError(`${what} must be a whole number for ${type}, got ${value}`);
  }
  const [bits, signed] = integer;
  const low = signed ? -(2n ** BigInt(bits - 1)) : 0n;
  const high = low + 2n ** BigInt(bits) - 1n;
  const outside =
    typeof value === 'bigint'
      ? value < low || value > high
      : Number(value) < Number(low) || Number(value) > Number(high);
  if (outside) throw rangeError(`${what} must be from ${low} to ${high} for ${type}, got ${value}`);
  return value as N;
}

/** Words of state for so many numbers; many go to pages of the heap instead. */
export function numbersWords(type: ElementType, length: number): number {
  const bytes = length * elementBytes(type);
  return NUMBERS + (bytes > PAGE_BYTES ? 0 : Math.ceil(bytes / 4));
}

/** Prepares fresh words; the numbers, all zero. */
export function initNumbers(memory: SharedMemory, place: number, type: ElementType, length: number): Elements {
  const lock = nextResource(memory);
  memory.store(place + LOCK_ID_LOW, lock | 0);
  memory.store(place + LOCK_ID_HIGH, Math.floor(lock / 2 ** 32));
  const bytes = length * elementBytes(type);
  if (bytes > PAGE_BYTES) {
    const pages = Math.ceil(bytes / PAGE_BYTES);
    // Pages tagged with the place of what they belong to: these are never given back.
    const first = memory.heap.allocatePages(pages, place);
    memory.store(place + PAGE, first);
    const zeros = new Uint8Array(PAGE_BYTES);
    for (let page = first; page < first + pages; page++) memory.heap.writePage(page, zeros);
  }
  return numbersAt(memory, place, type, length);
}

function numbersAt(memory: SharedMemory, place: number, type: ElementType, length: number): Elements {
  return length * elementBytes(type) > PAGE_BYTES
    ? memory.elements(type, 'pages', memory.load(place + PAGE), length)
    : memory.elements(type, 'words', place + NUMBERS, length);
}

/** Base of Value and SharedArray. */
export abstract class SharedNumbers<N extends number | bigint> extends Primitive {
  protected readonly type: ElementType;
  protected readonly elements: Elements<N>;
  #lock: SharedRLock | undefined;

  constructor(made: Made, extra: NumbersExtra) {
    super(made, { type: extra.type, length: extra.length });
    const { memory, place } = made;
    this.type = extra.type;
    this.elements = numbersAt(memory, place, extra.type, extra.length) as Elements<N>;
  }
  /** Makes the lock's object at its place. */
  protected abstract makeLock(made: Made): SharedRLock;

  /** A lock of its own, for what one read or write is not enough. */
  get lock(): SharedRLock {
    if (this.#lock) return this.#lock;
    const { memory, place, name } = this.made;
    const id = memory.load(place + LOCK_ID_HIGH) * 2 ** 32 + (memory.load(place + LOCK_ID_LOW) >>> 0);
    const key = resourceKey(id, memory.domain === 'processes');
    const made: Made = { memory, place, id, key, name: `${name}.lock` };
    if (memory.compareExchange(place + LOCK_TOLD, 0, 1) === 0)
      recorder?.resource(key, 'rlock', made.name, memory.domain);
    this.#lock = this.makeLock(made);
    return this.#lock;
  }

  protected readAt(index: number): N {
    const value = this.elements.get(index);
    if (recorder !== undefined) recorder.instant('read', this.made.key, this.#sequence(), eventData(index, value));
    return value;
  }
  protected writeAt(index: number, value: N): void {
    checkNumber(this.type, value, 'value');
    if (recorder !== undefined) recorder.instant('write', this.made.key, this.#sequence(), eventData(index, value));
    this.elements.set(index, value);
  }
  protected addAt(index: number, n: N): N {
    checkNumber(this.type.replace('uint', 'int') as ElementType, n, 'n');
    const sequence = recorder === undefined ? 0 : this.#sequence();
    const former = this.elements.add(index, n);
    const value = ((former as number) + (n as number)) as N;
    if (recorder !== undefined) this.#tellAtomic(sequence, index, value, former);
    return former;
  }
  protected exchangeAt(index: number, expected: N, replacement: N): N {
    checkNumber(this.type, expected, 'expected');
    checkNumber(this.type, replacement, 'replacement');
    const sequence = recorder === undefined ? 0 : this.#sequence();
    const former = this.elements.compareExchange(index, expected, replacement);
    const value = former === expected ? replacement : former;
    if (recorder !== undefined) this.#tellAtomic(sequence, index, value, former);
    return former;
  }
  /** Counted before and after: what it wrote comes later than the one, what it read earlier than the other. */
  #tellAtomic(sequence: number, index: number, value: N, former: N): void {
    const data = { ...eventData(index, value), former: plain(former), until: this.#sequence() };
    recorder?.instant('write', this.made.key, sequence, data);
  }
  #sequence(): number {
    return this.made.memory.add(this.made.place + SEQUENCE, 1) + 1;
  }
}

const plain = (value: number | bigint) => (typeof value === 'bigint' ? `${value}` : value);
const eventData = (index: number, value: number | bigint): EventData => ({ index, value: plain(value) });

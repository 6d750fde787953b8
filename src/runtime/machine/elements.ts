/** Numbers in shared memory: read and written whole, added to and exchanged atomically. */

export const ELEMENT_TYPES = [
  'int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64', 'float32', 'float64',
] as const; // biome-ignore format: a table
/** How a number is stored. */
export type ElementType = (typeof ELEMENT_TYPES)[number];

const ARRAYS = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** Bytes of one number. */
export function elementBytes(type: ElementType): number {
  return ARRAYS[type].BYTES_PER_ELEMENT;
}
/** True for the types whose numbers are bigints. */
export function isBig(type: ElementType): boolean {
  return type === 'int64' || type === 'uint64';
}

/** A row of numbers in shared memory. */
export interface Elements<N extends number | bigint = number | bigint> {
  get(index: number): N;
  set(index: number, value: N): void;
  /** Adds and returns the former value. */
  add(index: number, n: N): N;
  /** Stores the replacement if the number is as expected; returns the former value. */
  compareExchange(index: number, expected: N, replacement: N): N;
}

/** The numbers at a place of a buffer. */
export function elementsOf(type: ElementType, buffer: ArrayBufferLike, offset: number, length: number): Elements {
  const array = new ARRAYS[type](buffer as ArrayBuffer, offset, length);
  if (array instanceof Float32Array) return new Floats(array, new Int32Array(buffer, offset, length));
  if (array instanceof Float64Array) return new Floats(array, new BigInt64Array(buffer, offset, length));
  return new Integers(array as Int32Array) as unknown as Elements;
}

class Integers implements Elements<number> {
  readonly #array: Int32Array;
  constructor(array: Int32Array) {
    this.#array = array;
  }
  get(index: number): number {
    return Atomics.load(this.#array, index);
  }
  set(index: number, value: number): void {
    Atomics.store(this.#array, index, value);
  }
  add(index: number, n: number): number {
    return Atomics.add(this.#array, index, n);
  }
  compareExchange(index: number, expected: number, replacement: number): number {
    return Atomics.compareExchange(this.#array, index, expected, replacement);
  }
}

/** Atomics know no floating point: its bits are exchanged as an integer of the same size. */
class Floats implements Elements<number> {
  readonly #array: Float32Array | Float64Array;
  readonly #bits: Int32Array | BigInt64Array;
  readonly #scratch: Float32Array | Float64Array;
  readonly #scratchBits: Int32Array | BigInt64Array;

  constructor(array: Float32Array | Float64Array, bits: Int32Array | BigInt64Array) {
    this.#array = array;
    this.#bits = bits;
    this.#scratch = array instanceof Float32Array ? new Float32Array(1) : new Float64Array(1);
    const { buffer } = this.#scratch;
    this.#scratchBits = array instanceof Float32Array ? new Int32Array(buffer) : new BigInt64Array(buffer);
  }
  // An aligned number is read and written by one instruction.
  get(index: number): number {
    return this.#array[index] as number;
  }
  set(index: number, value: number): void {
    this.#array[index] = value;
  }
  add(index: number, n: number): number {
    for (;;) {
      const bits = Atomics.load(this.#bits as Int32Array, index);
      const value = this.#fromBits(bits);
      if (Atomics.compareExchange(this.#bits as Int32Array, index, bits, this.#toBits(value + n)) === bits)
        return value;
    }
  }
  compareExchange(index: number, expected: number, replacement: number): number {
    for (;;) {
      const bits = Atomics.load(this.#bits as Int32Array, index);
      const value = this.#fromBits(bits);
      if (value !== expected) return value;
      if (Atomics.compareExchange(this.#bits as Int32Array, index, bits, this.#toBits(replacement)) === bits)
        return value;
    }
  }
  #fromBits(bits: number): number {
    this.#scratchBits[0] = bits;
    return this.#scratch[0] as number;
  }
  #toBits(value: number): number {
    this.#scratch[0] = value;
    return this.#scratchBits[0] as number;
  }
}

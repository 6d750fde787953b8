/** Numbers in a memory that is only reached by calls: each lies in a word (or two) that is exchanged as a whole. */
import type { AtomicCalls } from './atomic-calls.ts';
import type { Elements, ElementType } from './elements.ts';

type Getter = (view: DataView, at: number) => number | bigint;
type Setter = (view: DataView, at: number, value: never) => void;

const LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

const ACCESS: Readonly<Record<ElementType, readonly [Getter, Setter]>> = {
  int8: [(view, at) => view.getInt8(at), (view, at, value) => view.setInt8(at, value)],
  uint8: [(view, at) => view.getUint8(at), (view, at, value) => view.setUint8(at, value)],
  int16: [(view, at) => view.getInt16(at, LITTLE), (view, at, value) => view.setInt16(at, value, LITTLE)],
  uint16: [(view, at) => view.getUint16(at, LITTLE), (view, at, value) => view.setUint16(at, value, LITTLE)],
  int32: [(view, at) => view.getInt32(at, LITTLE), (view, at, value) => view.setInt32(at, value, LITTLE)],
  uint32: [(view, at) => view.getUint32(at, LITTLE), (view, at, value) => view.setUint32(at, value, LITTLE)],
  int64: [(view, at) => view.getBigInt64(at, LITTLE), (view, at, value) => view.setBigInt64(at, value, LITTLE)],
  uint64: [(view, at) => view.getBigUint64(at, LITTLE), (view, at, value) => view.setBigUint64(at, value, LITTLE)],
  float32: [(view, at) => view.getFloat32(at, LITTLE), (view, at, value) => view.setFloat32(at, value, LITTLE)],
  float64: [(view, at) => view.getFloat64(at, LITTLE), (view, at, value) => view.setFloat64(at, value, LITTLE)],
};

export class CalledElements implements Elements {
  readonly #calls: AtomicCalls;
  readonly #address: number;
  readonly #bytes: number;
  readonly #get: Getter;
  readonly #set: Setter;
  readonly #scratch = new DataView(new ArrayBuffer(8));

  constructor(calls: AtomicCalls, type: ElementType, address: number, bytes: number) {
    this.#calls = calls;
    this.#address = address;
    this.#bytes = bytes;
    [this.#get, this.#set] = ACCESS[type];
  }
  get(index: number): number | bigint {
    return this.#change(index, undefined);
  }
  set(index: number, value: number | bigint): void {
    this.#change(index, () => value);
  }
  add(index: number, n: number | bigint): number | bigint {
    return this.#change(index, (former) => (former as number) + (n as number));
  }
  compareExchange(index: number, expected: number | bigint, replacement: number | bigint): number | bigint {
    return this.#change(index, (former) => (former === expected ? replacement : former));
  }

  /** Replaces the number by what `next` makes of it; returns the former one. */
  #change(index: number, next: ((former: number | bigint) => number | bigint) | undefined): number | bigint {
    const place = this.#address + index * this.#bytes;
    return this.#bytes === 8 ? this.#change64(place, next) : this.#change32(place, next);
  }
  #change32(place: number, next: ((former: number | bigint) => number | bigint) | undefined): number | bigint {
    const view = this.#scratch;
    const at = place % 4;
    const word = place - at;
    for (;;) {
      const bits = this.#calls.load(word);
      view.setInt32(0, bits, LITTLE);
      const former = this.#get(view, at);
      if (next === undefined) return former;
      this.#set(view, at, next(former) as never);
      const replacement = view.getInt32(0, LITTLE);
      if (this.#calls.compareExchange(word, bits, replacement) === bits) return former;
    }
  }
  #change64(place: number, next: ((former: number | bigint) => number | bigint) | undefined): number | bigint {
    const view = this.#scratch;
    for (;;) {
      const bits = this.#calls.load64(place);
      view.setBigInt64(0, bits, LITTLE);
      const former = this.#get(view, 0);
      if (next === undefined) return former;
      this.#set(view, 0, next(former) as never);
      const replacement = view.getBigInt64(0, LITTLE);
      if (this.#calls.compareExchange64(place, bits, replacement) === bits) return former;
    }
  }
}

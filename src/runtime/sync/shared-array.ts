/** SharedArray: shared numbers in a row. */
import { rangeError, typeError } from '../errors.ts';
import { elementBytes } from '../machine/elements.ts';
import { MAX_PAGES, PAGE_BYTES } from '../machine/layout.ts';
import type { Domain } from '../machine/memory.ts';
import { checkInteger, describe as describeValue, isIterable } from '../validate.ts';
import { createNamed, type Made, type NameOptions } from './primitive.ts';
import {
  checkNumber,
  checkType,
  initNumbers,
  type NumbersExtra,
  numbersWords,
  SharedNumbers,
} from './shared-numbers.ts';

/** Makes an array's state; `given` is its length, or its first values. */
export function makeSharedArray(
  domain: Domain,
  type: unknown,
  given: unknown,
  options: NameOptions | undefined,
): [Made, NumbersExtra] {
  const kind = checkType(type, 'SharedArray');
  const most = Math.floor((MAX_PAGES * PAGE_BYTES) / elementBytes(kind));
  let values: (number | bigint)[] | undefined;
  if (typeof given === 'object' && isIterable(given)) {
    values = Array.from(given, (value, i) => checkNumber(kind, value, `element ${i}`));
  } else if (typeof given !== 'number') {
    throw typeError(`SharedArray takes a length or values, got ${describeValue(given)}`);
  }
  const length = values ? values.length : checkInteger(given, 'SharedArray length', 0, most);
  const made = createNamed(options, {
    kind: 'shared-array',
    className: 'SharedArray',
    domain,
    parameters: `${kind}, ${length}`,
    words: numbersWords(kind, length),
    init: (memory, place) => {
      const elements = initNumbers(memory, place, kind, length);
      values?.forEach((value, i) => {
        elements.set(i, value);
      });
    },
    data: { capacity: length, label: kind },
  });
  return [made, { type: kind, length }];
}

/** What SharedArray of heddle/threading and of heddle/multiprocessing share. */
export abstract class SharedNumberArray<N extends number | bigint = number> extends SharedNumbers<N> {
  /** How many numbers it has. */
  readonly length: number;

  constructor(made: Made, extra: NumbersExtra) {
    super(made, extra);
    this.length = extra.length;
  }
  protected override get className(): string {
    return 'SharedArray';
  }
  /** The number at an index. RangeError outside of the array. */
  get(index: number): N {
    return this.readAt(this.#check(index));
  }
  /** Writes the number at an index. */
  set(index: number, value: N): void {
    this.writeAt(this.#check(index), value);
  }
  /** Adds to a number atomically; returns the former value. */
  add(index: number, n: N): N {
    return this.addAt(this.#check(index), n);
  }
  /** Stores the replacement if the number is as expected, atomically; returns the former value. */
  compareExchange(index: number, expected: N, replacement: N): N {
    return this.exchangeAt(this.#check(index), expected, replacement);
  }
  *[Symbol.iterator](): IterableIterator<N> {
    for (let i = 0; i < this.length; i++) yield this.readAt(i);
  }
  protected override describe(): string {
    return `${this.length} x ${this.type}`;
  }
  #check(index: number): number {
    if (typeof index !== 'number') throw typeError(`index must be a whole number, got ${describeValue(index)}`);
    if (!Number.isInteger(index) || index < 0 || index >= this.length) {
      throw rangeError(`index must be a whole number from 0 to ${this.length - 1}, got ${index}`);
    }
    return index;
  }
}

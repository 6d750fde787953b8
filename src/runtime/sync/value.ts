/** Value: one shared number. */

import { typeError } from '../errors.ts';
import { isBig } from '../machine/elements.ts';
import type { Domain } from '../machine/memory.ts';
import { describe as describeValue } from '../validate.ts';
import { createNamed, isOptions, type Made, type NameOptions } from './primitive.ts';
import {
  checkNumber,
  checkType,
  initNumbers,
  type NumbersExtra,
  numbersWords,
  SharedNumbers,
} from './shared-numbers.ts';

/** Makes a value's state. */
export function makeValue(
  domain: Domain,
  type: unknown,
  initial: unknown,
  options: NameOptions | undefined,
): [Made, NumbersExtra] {
  const omitted = options === undefined && isOptions(initial);
  const kind = checkType(type, 'Value');
  const first = omitted ? undefined : initial;
  const number = checkNumber(kind, first === undefined ? (isBig(kind) ? 0n : 0) : first, 'initial');
  const made = createNamed(omitted ? initial : options, {
    kind: 'value',
    className: 'Value',
    domain,
    parameters: kind,
    words: numbersWords(kind, 1),
    init: (memory, place) => {
      initNumbers(memory, place, kind, 1).set(0, number);
    },
    data: { value: typeof number === 'bigint' ? `${number}` : number, label: kind },
  });
  return [made, { type: kind, length: 1 }];
}

/** What Value of heddle/threading and of heddle/multiprocessing share. */
export abstract class SharedValue<N extends number | bigint = number> extends SharedNumbers<N> {
  protected override get className(): string {
    return 'Value';
  }
  /** The number. Reads and writes never tear, and do race. */
  get value(): N {
    return this.readAt(0);
  }
  set value(value: N) {
    this.writeAt(0, value);
  }
  /** Adds atomically; returns the former value. Whole numbers wrap around. */
  add(n: N): N {
    return this.addAt(0, n);
  }
  /** Stores the replacement if the value is as expected, atomically; returns the former value. */
  compareExchange(expected: N, replacement: N): N {
    return this.exchangeAt(0, expected, replacement);
  }
  /** Replaces the value by what fn makes of it, under the lock; returns the new value. */
  update(fn: (current: N) => N): N {
    if (typeof fn !== 'function') throw typeError(`update takes a function, got ${describeValue(fn)}`);
    using _held = this.lock.hold();
    const value = fn(this.value);
    this.value = value;
    return value;
  }
  protected override describe(): string {
    return `${this.elements.get(0)}`;
  }
}

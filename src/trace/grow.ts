/** Growing typed arrays: amortised, and never more than twice what is used. */

type Numbers = Float64Array | Uint32Array | Uint16Array | Uint8Array;

/** The array itself while it has room for `length` numbers, else a larger copy. */
export function withRoom<T extends Numbers>(array: T, length: number): T {
  if (length <= array.length) return array;
  const Kind = array.constructor as new (length: number) => T;
  const larger = new Kind(Math.max(length, array.length * 2, 16));
  larger.set(array as never);
  return larger;
}

/** The first `length` numbers without room for more; the array itself when it has none. */
export function fitted<T extends Numbers>(array: T, length: number): T {
  return array.length === length ? array : (array.slice(0, length) as T);
}

/** First index in [0, length) whose number is at least `bound` in an ascending array; `length` when there is none. */
export function lowerBound(array: ArrayLike<number>, length: number, bound: number, from = 0): number {
  let low = from;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (array[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Like lowerBound for a bound expected close behind `from`: the steps double until they pass it. */
export function gallop(array: ArrayLike<number>, length: number, bound: number, from: number): number {
  let step = 1;
  let low = from;
  while (low + step < length && array[low + step]! < bound) {
    low += step;
    step *= 2;
  }
  return lowerBound(array, Math.min(length, low + step + 1), bound, low);
}

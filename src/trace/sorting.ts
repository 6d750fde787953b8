/** Sorting that can be put aside: what is long must not hold a page up. */

/** Elements between two breaths. */
export const BREATH = 1024;

/**
 * The items in ascending order of their keys, equal ones in the order in which they came. Merges the stretches that are in
 * order already, as events of one actor are, and yields from time to time.
 */
export function* sorted(
  items: Uint32Array<ArrayBuffer>,
  keyOf: (item: number) => number,
): Generator<void, Uint32Array<ArrayBuffer>> {
  const { length } = items;
  let keys = new Float64Array(length);
  /** Where each ascending stretch begins. */
  let starts: number[] = length > 0 ? [0] : [];
  for (let index = 0; index < length; index++) {
    keys[index] = keyOf(items[index]!);
    if (index > 0 && keys[index]! < keys[index - 1]!) starts.push(index);
    if (index % BREATH === BREATH - 1) yield;
  }
  if (starts.length < 2) return items;
  let from = items;
  let into = new Uint32Array(length);
  let keysInto = new Float64Array(length);
  while (starts.length > 1) {
    const merged: number[] = [];
    for (let run = 0; run < starts.length; run += 2) {
      const low = starts[run]!;
      const middle = starts[run + 1] ?? length;
      const high = starts[run + 2] ?? length;
      merged.push(low);
      let left = low;
      let right = middle;
      for (let slot = low; slot < high; slot++) {
        const next = right >= high || (left < middle && keys[left]! <= keys[right]!) ? left++ : right++;
        into[slot] = from[next]!;
        keysInto[slot] = keys[next]!;
        if (slot % BREATH === BREATH - 1) yield;
      }
    }
    [from, into] = [into, from === items ? new Uint32Array(length) : from];
    [keys, keysInto] = [keysInto, keys];
    starts = merged;
  }
  return from;
}

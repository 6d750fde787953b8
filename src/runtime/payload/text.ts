/** Short texts out of bytes, quicker than a call into the engine. */

const { fromCharCode } = String;

/** Up to about 24 characters of one byte each. */
export function shortLatin1(bytes: Uint8Array, from: number, length: number): string {
  let text = '';
  let at = from;
  const end = from + length;
  for (; at + 4 <= end; at += 4) text += fromCharCode(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!);
  for (; at < end; at++) text += fromCharCode(bytes[at]!);
  return text;
}

/** Names of fields seen lately, by a hash of their bytes: most items look like the ones before them. */
const KEYS = 1024;
const keys: (string | undefined)[] = new Array(KEYS).fill(undefined);

/** The name of a field, the same string object each time. */
export function readKey(bytes: Uint8Array, from: number, length: number): string {
  let hash = length;
  for (let i = 0; i < length; i++) hash = (Math.imul(hash, 31) + bytes[from + i]!) | 0;
  const slot = hash & (KEYS - 1);
  const known = keys[slot];
  if (known !== undefined && known.length === length) {
    let i = 0;
    while (i < length && known.charCodeAt(i) === bytes[from + i]) i++;
    if (i === length) return known;
  }
  const key = shortLatin1(bytes, from, length);
  keys[slot] = key;
  return key;
}

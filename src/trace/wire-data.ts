/** Reading the fields of a record's data where they lie. */
import { DATA_KEYS, type DataKey, type DataValue, type EventData } from './schema.ts';
import { TYPE_FALSE, TYPE_FLOAT, TYPE_NEGATIVE, TYPE_STRING, TYPE_TRUE, TYPE_UNSIGNED } from './wire.ts';

// A byte order mark is a character of the text like any other.
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Reads varints; `next` is where the one read last ended, or -1 when it ran over the end or past 2^53. */
export class VarintReader {
  next = 0;

  read(bytes: Uint8Array, from: number, end: number): number {
    let value = 0;
    let scale = 1;
    for (let position = from; position < end; position++) {
      const byte = bytes[position]!;
      if (byte < 128) {
        this.next = position + 1;
        value += byte * scale;
        if (value > Number.MAX_SAFE_INTEGER) break;
        return value;
      }
      value += (byte - 128) * scale;
      scale *= 128;
      if (scale > 2 ** 56) break;
    }
    this.next = -1;
    return 0;
  }
}

const varint = new VarintReader();
const float = new DataView(new ArrayBuffer(8));

/** The data whose fields lie in [from, end); undefined when there is none. The bytes were checked by the decoder. */
export function readData(bytes: Uint8Array, from: number, end: number): EventData | undefined {
  if (from >= end) return undefined;
  const data: { [K in DataKey]?: DataValue } = {};
  let position = from + 1;
  for (let left = bytes[from]!; left > 0 && position < end; left--) {
    const tag = varint.read(bytes, position, end);
    position = varint.next;
    if (position < 0) break;
    let value: DataValue;
    switch (tag % 8) {
      case TYPE_UNSIGNED:
      case TYPE_NEGATIVE:
        value = varint.read(bytes, position, end);
        if (tag % 8 === TYPE_NEGATIVE) value = -value;
        position = varint.next;
        break;
      case TYPE_FLOAT:
        for (let index = 0; index < 8; index++) float.setUint8(index, bytes[position + index] ?? 0);
        value = float.getFloat64(0, true);
        position += 8;
        break;
      case TYPE_STRING: {
        const size = varint.read(bytes, position, end);
        position = varint.next;
        if (position < 0) return data;
        value = utf8.decode(bytes.subarray(position, Math.min(position + size, end)));
        position += size;
        break;
      }
      case TYPE_FALSE:
      case TYPE_TRUE:
        value = tag % 8 === TYPE_TRUE;
        break;
      default:
        return data;
    }
    const key = DATA_KEYS[Math.floor(tag / 8)];
    if (key !== undefined) data[key] = value;
    if (position < 0) break;
  }
  return data;
}

/** The number under one key of the data whose fields lie in [from, end); NaN when there is none. */
export function readNumber(bytes: Uint8Array, from: number, end: number, key: number): number {
  let position = from + 1;
  for (let left = bytes[from]!; left > 0; left--) {
    const tag = varint.read(bytes, position, end);
    position = varint.next;
    if (position < 0) break;
    const type = tag % 8;
    if (type === TYPE_UNSIGNED || type === TYPE_NEGATIVE) {
      const number = varint.read(bytes, position, end);
      if (tag - type === key * 8) return type === TYPE_NEGATIVE ? -number : number;
      position = varint.next;
    } else if (type === TYPE_FLOAT) {
      if (tag - type === key * 8) {
        for (let index = 0; index < 8; index++) float.setUint8(index, bytes[position + index] ?? 0);
        return float.getFloat64(0, true);
      }
      position += 8;
    } else if (type === TYPE_STRING) {
      const size = varint.read(bytes, position, end);
      position = varint.next + size;
    }
    if (position < 0) break;
  }
  return Number.NaN;
}

/** The producer's end of the wire: records into frames, without allocating for what happens often. */
import { DATA_KEYS, type DataKey, type EventData } from './schema.ts';
import {
  FRAME_HEADER_BYTES,
  FRAME_MAGIC,
  FRAME_VERSION,
  HAS_DATA,
  HAS_FLIGHT,
  HAS_OUTCOME,
  HAS_RESOURCE,
  HAS_RSEQ,
  HAS_SITE,
  MAX_FRAME_BYTES,
  MAX_RECORD_BYTES,
  TYPE_FALSE,
  TYPE_FLOAT,
  TYPE_NEGATIVE,
  TYPE_STRING,
  TYPE_TRUE,
  TYPE_UNSIGNED,
} from './wire.ts';

export { FrameDecoder } from './decoder.ts';

const keyNumbers = new Map<string, number>(DATA_KEYS.map((key, index) => [key, index]));
const utf8 = new TextEncoder();
/** The most bytes that one string of a record keeps; longer ones end in an ellipsis. Less where several are long. */
export const MAX_STRING_BYTES = 3968;
/** Room behind a full frame for the record that no longer fits into it, plus one field of overrun. */
const BUFFER_BYTES = MAX_FRAME_BYTES + 2 * MAX_RECORD_BYTES + 64;
const SMALL = 0x3fffffff;

/** Encodes one thread's records into frames of at most 4096 bytes. */
export class FrameEncoder {
  /** Time of the first event that waits in the buffer; 0 when empty. */
  firstAtNs = 0;
  readonly #sink: (frame: Uint8Array) => void;
  readonly #bytes = new Uint8Array(BUFFER_BYTES);
  readonly #view: DataView;
  readonly #float = new Float64Array(1);
  readonly #floatBytes = new Uint8Array(this.#float.buffer);
  #position = FRAME_HEADER_BYTES;
  #count = 0;
  #sequence = 0;
  #baseNs = 0;
  #lastNs = 0;

  /** `sink` writes a whole frame; the bytes are its own only during the call. */
  constructor(pid: number, thread: number, sink: (frame: Uint8Array) => void) {
    this.#sink = sink;
    this.#view = new DataView(this.#bytes.buffer);
    this.#view.setUint8(2, FRAME_MAGIC);
    this.#view.setUint8(3, FRAME_VERSION);
    this.#view.setUint32(4, pid, true);
    this.#view.setUint16(8, thread, true);
  }

  /**
   * Adds one record. op, phase and outcome are indexes into OPS, PHASES and OUTCOMES (outcome -1: none); resource, site,
   * flight and rseq 0: none. `atNs` is absolute, in whole nanoseconds. Keys outside DATA_KEYS are left out, lone
   * surrogates become U+FFFD, and strings are shortened where the record would not fit into a frame.
   */
  event(
    atNs: number,
    op: number,
    phase: number,
    flight: number,
    resource: number,
    outcome: number,
    rseq: number,
    site: number,
    data: EventData | undefined,
  ): void {
    if (this.#count === 0) {
      if (!(atNs >= 0 && atNs <= Number.MAX_SAFE_INTEGER)) atNs = 0;
      this.#baseNs = this.#lastNs = atNs;
      this.firstAtNs = atNs;
    } else if (!(atNs >= 0 && atNs <= Number.MAX_SAFE_INTEGER)) atNs = this.#lastNs;
    const bytes = this.#bytes;
    const start = this.#position;
    const lastNs = this.#lastNs;
    let flags = phase;
    bytes[start] = op;
    const delta = atNs - lastNs;
    if (delta >= 0 && delta < 64) {
      bytes[start + 2] = delta << 1;
      this.#position = start + 3;
    } else {
      this.#position = start + 2;
      if (delta <= SMALL && delta >= -SMALL) {
        const whole = delta | 0;
        this.#unsigned(((whole << 1) ^ (whole >> 31)) >>> 0);
      } else this.#zigzag(Math.round(delta));
    }
    // What the deltas say, so that fractions of a nanosecond never add up.
    this.#lastNs = lastNs + (delta <= SMALL && delta >= -SMALL ? delta | 0 : Math.round(delta));
    if (flight > 0) {
      flags |= HAS_FLIGHT;
      this.#unsigned(flight);
    }
    if (resource > 0) {
      flags |= HAS_RESOURCE;
      this.#unsigned(resource);
    }
    if (outcome >= 0) {
      flags |= HAS_OUTCOME;
      bytes[this.#position++] = outcome;
    }
    if (rseq > 0) {
      flags |= HAS_RSEQ;
      this.#unsigned(rseq);
    }
    if (site > 0) {
      flags |= HAS_SITE;
      this.#unsigned(site);
    }
    if (data !== undefined) {
      flags |= HAS_DATA;
      const dataStart = this.#position;
      let limit = MAX_STRING_BYTES;
      while (!this.#data(data, start, limit)) {
        this.#position = dataStart;
        limit = Math.floor((limit * 7) / 8);
      }
    }
    bytes[start + 1] = flags;
    this.#count++;
    if (this.#position > MAX_FRAME_BYTES) this.#overflow(start, lastNs);
  }

  /** Hands what waits to the sink. */
  flush(): void {
    if (this.#count > 0) this.#emit(this.#position, this.#count);
  }

  /** Emits everything before the record at `start`, which did not fit, and lets it begin the next frame. */
  #overflow(start: number, lastNs: number): void {
    const end = this.#position;
    const record = this.#bytes.slice(start, end);
    try {
      this.#emit(start, this.#count - 1);
    } finally {
      this.#bytes.set(record, FRAME_HEADER_BYTES);
      this.#position = FRAME_HEADER_BYTES + record.length;
      this.#count = 1;
      this.#baseNs = lastNs; // its delta counts from the record before
      this.firstAtNs = this.#lastNs;
    }
  }

  #emit(end: number, count: number): void {
    const view = this.#view;
    view.setUint16(0, end, true);
    view.setUint16(10, count, true);
    view.setUint32(12, this.#sequence, true);
    view.setFloat64(16, this.#baseNs, true);
    // First the books, then the sink: should it throw, the frame is a gap that the reader sees.
    this.#sequence = (this.#sequence + count) >>> 0;
    this.#position = FRAME_HEADER_BYTES;
    this.#count = 0;
    this.firstAtNs = 0;
    this.#sink(this.#bytes.subarray(0, end));
  }

  #unsigned(value: number): void {
    const bytes = this.#bytes;
    let position = this.#position;
    if (value > 0x7fffffff) {
      if (!(value <= Number.MAX_SAFE_INTEGER)) value = 0;
      while (value > 0x7fffffff) {
        bytes[position++] = (value % 128) | 0x80;
        value = Math.floor(value / 128);
      }
    }
    let rest = value | 0;
    while (rest > 127) {
      bytes[position++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    bytes[position++] = rest;
    this.#position = position;
  }

  /** A signed whole number of up to 53 bits, the sign in the lowest bit; written as two parts to stay exact. */
  #zigzag(value: number): void {
    const magnitude = value < 0 ? -value - 1 : value;
    const low = ((magnitude % 64) << 1) | (value < 0 ? 1 : 0);
    const high = Math.floor(magnitude / 64);
    if (high === 0) this.#bytes[this.#position++] = low;
    else {
      this.#bytes[this.#position++] = low | 128;
      this.#unsigned(high);
    }
  }

  /** Writes the fields; false when the record grew beyond a frame with strings of up to `limit` bytes. */
  #data(data: EventData, start: number, limit: number): boolean {
    const bytes = this.#bytes;
    const countAt = this.#position++;
    let count = 0;
    for (const name in data) {
      const key = keyNumbers.get(name);
      const value = data[name as DataKey];
      if (key === undefined || value === undefined) continue;
      if (typeof value === 'number') {
        if (value >= 0 && value <= Number.MAX_SAFE_INTEGER && Number.isInteger(value) && !Object.is(value, -0)) {
          this.#unsigned(key * 8 + TYPE_UNSIGNED);
          this.#unsigned(value);
        } else if (value < 0 && value >= -Number.MAX_SAFE_INTEGER && Number.isInteger(value)) {
          this.#unsigned(key * 8 + TYPE_NEGATIVE);
          this.#unsigned(-value);
        } else {
          this.#unsigned(key * 8 + TYPE_FLOAT);
          this.#float[0] = value;
          bytes.set(this.#floatBytes, this.#position);
          this.#position += 8;
        }
      } else if (typeof value === 'string') {
        this.#unsigned(key * 8 + TYPE_STRING);
        this.#string(value, limit);
      } else if (typeof value === 'boolean') {
        this.#unsigned(key * 8 + (value ? TYPE_TRUE : TYPE_FALSE));
      } else continue;
      count++;
      if (this.#position - start > MAX_RECORD_BYTES) return false;
    }
    bytes[countAt] = count;
    return true;
  }

  #string(value: string, limit: number): void {
    const bytes = this.#bytes;
    const length = value.length;
    // A string of this length takes at most 126 bytes whatever it holds: its length takes one byte, else two.
    const short = length <= 42 && length * 3 <= limit;
    const from = this.#position + (short ? 1 : 2);
    let to = from;
    if (short) {
      let index = 0;
      for (; index < length; index++) {
        const unit = value.charCodeAt(index);
        if (unit > 127) break;
        bytes[to++] = unit;
      }
      if (index < length) {
        const written = utf8.encodeInto(value.slice(index), bytes.subarray(to, from + 126)).written;
        to += written;
      }
      bytes[this.#position] = to - from;
    } else {
      const whole = utf8.encodeInto(value, bytes.subarray(from, from + limit));
      to = from + whole.written;
      if (whole.read < length) {
        to = from + utf8.encodeInto(value, bytes.subarray(from, from + limit - 3)).written;
        bytes[to++] = 0xe2; // an ellipsis
        bytes[to++] = 0x80;
        bytes[to++] = 0xa6;
      }
      const size = to - from;
      bytes[this.#position] = (size & 127) | 128;
      bytes[this.#position + 1] = size >> 7;
    }
    this.#position = to;
  }
}

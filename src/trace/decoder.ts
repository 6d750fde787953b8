/**
 * The consumer's end of the wire. The bytes are untrusted: whatever is wrong with them ends the decoding with the
 * place and the reason, keeping what was read before; nothing is allocated by what they claim.
 */
import { FrameBatch, MAX_BATCH_RECORDS } from './frame-batch.ts';
import { DATA_KEYS, type DecodedRecord, OPS, OUTCOMES, PHASES, type ResourceKey } from './schema.ts';
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
  PHASE_MASK,
  TYPE_FALSE,
  TYPE_FLOAT,
  TYPE_NEGATIVE,
  TYPE_STRING,
  TYPE_TRUE,
  TYPE_UNSIGNED,
} from './wire.ts';
import { readData, VarintReader } from './wire-data.ts';

/** Why a stream could not be read further. */
export interface DecodeFailure {
  /** Offset in the stream of the byte at which it stopped. */
  readonly offset: number;
  readonly reason:
    | 'not-a-frame'
    | 'newer-version'
    | 'bad-length'
    | 'bad-time'
    | 'bad-record'
    | 'bad-data'
    | 'trailing-bytes';
}

const VALUE_KEY = DATA_KEYS.indexOf('value');
const ITEM_KEY = DATA_KEYS.indexOf('item');
const NONE = 255;

/** Decodes a stream of frames that comes in any cut. */
export class FrameDecoder {
  /** Set once the stream turned out to be malformed; what is pushed afterwards is not looked at. */
  failure: DecodeFailure | undefined;
  /** Records and fields that a newer version wrote and this one does not know; they are left out. */
  unknown = 0;
  readonly #batch = new FrameBatch();
  readonly #varint = new VarintReader();
  readonly #pending = new Uint8Array(MAX_FRAME_BYTES);
  #pendingLength = 0;
  /** Offset in the stream of the first byte not yet decoded. */
  #offset: number;

  /** `offset`: where in its file the stream begins, for the places that failures name. */
  constructor(offset = 0) {
    this.#offset = offset;
  }

  /** Bytes of a frame that has not come whole yet: at the end of a stream, what was cut off. */
  get pendingBytes(): number {
    return this.#pendingLength;
  }

  /** Decodes the frames that are whole by now into records. */
  push(bytes: Uint8Array): DecodedRecord[] {
    const records: DecodedRecord[] = [];
    this.feed(bytes, (batch) => {
      for (let row = 0; row < batch.count; row++) records.push(recordOf(batch, row));
    });
    return records;
  }

  /** Decodes the frames that are whole by now, handing on each as columns that are reused for the next. */
  feed(bytes: Uint8Array, take: (batch: FrameBatch) => void): void {
    let from = 0;
    while (this.#pendingLength > 0 && from < bytes.length && !this.failure) {
      const pending = this.#pending;
      const wanted = this.#pendingLength < 4 ? 4 : this.#frameLength(pending, 0);
      if (wanted < 0) return;
      const more = Math.min(wanted - this.#pendingLength, bytes.length - from);
      pending.set(bytes.subarray(from, from + more), this.#pendingLength);
      from += more;
      this.#pendingLength += more;
      if (wanted === 4 || this.#pendingLength < wanted) continue;
      this.#pendingLength = 0;
      this.#frame(pending, 0, wanted, take);
    }
    while (bytes.length - from >= 4 && !this.failure) {
      const length = this.#frameLength(bytes, from);
      if (length < 0) return;
      if (from + length > bytes.length) break;
      this.#frame(bytes, from, length, take);
      from += length;
    }
    if (this.failure || from >= bytes.length) return;
    this.#pending.set(bytes.subarray(from), 0);
    this.#pendingLength = bytes.length - from;
  }

  #fail(at: number, reason: DecodeFailure['reason']): -1 {
    this.failure ??= { offset: this.#offset + at, reason };
    this.#pendingLength = 0;
    return -1;
  }

  /** Length of the frame that begins with these four bytes, or -1. */
  #frameLength(bytes: Uint8Array, from: number): number {
    const length = bytes[from]! | (bytes[from + 1]! << 8);
    if (bytes[from + 2] !== FRAME_MAGIC) return this.#fail(2, 'not-a-frame');
    if (bytes[from + 3] !== FRAME_VERSION) return this.#fail(3, 'newer-version');
    if (length < FRAME_HEADER_BYTES || length > MAX_FRAME_BYTES) return this.#fail(0, 'bad-length');
    return length;
  }

  #frame(bytes: Uint8Array, from: number, length: number, take: (batch: FrameBatch) => void): void {
    const batch = this.#batch;
    const frame = bytes.subarray(from, from + length);
    const view = new DataView(frame.buffer, frame.byteOffset, length);
    batch.bytes = frame;
    batch.pid = view.getUint32(4, true);
    batch.thread = view.getUint16(8, true);
    batch.announced = view.getUint16(10, true);
    batch.firstSequence = view.getUint32(12, true);
    batch.count = 0;
    const baseNs = view.getFloat64(16, true);
    if (!(baseNs >= 0 && baseNs <= Number.MAX_SAFE_INTEGER)) this.#fail(16, 'bad-time');
    else if (batch.announced > MAX_BATCH_RECORDS) this.#fail(10, 'bad-length');
    else this.#records(batch, baseNs);
    if (batch.count > 0 || !this.failure) take(batch);
    this.#offset += length;
  }

  #records(batch: FrameBatch, baseNs: number): void {
    const bytes = batch.bytes;
    const end = bytes.length;
    const varint = this.#varint;
    let position = FRAME_HEADER_BYTES;
    let atNs = baseNs;
    for (let place = 0; place < batch.announced; place++) {
      const row = batch.count;
      const start = position;
      if (position + 3 > end) return void this.#fail(start, 'bad-record');
      const op = bytes[position]!;
      const flags = bytes[position + 1]!;
      let byte = bytes[position + 2]!;
      position += 3;
      const negative = byte & 1;
      let magnitude = (byte & 127) >> 1;
      if (byte > 127) {
        magnitude += varint.read(bytes, position, end) * 64;
        position = varint.next;
        if (position < 0) return void this.#fail(start, 'bad-record');
      }
      atNs += negative ? -1 - magnitude : magnitude;
      if (!(atNs >= 0 && atNs <= Number.MAX_SAFE_INTEGER)) return void this.#fail(start, 'bad-time');
      let flight = 0;
      let resource = 0;
      let rseq = 0;
      let site = 0;
      let outcome = NONE;
      if ((flags & HAS_FLIGHT) !== 0) {
        flight = varint.read(bytes, position, end);
        position = varint.next;
        if (position < 0) return void this.#fail(start, 'bad-record');
      }
      if ((flags & HAS_RESOURCE) !== 0) {
        byte = bytes[position]!;
        if (byte < 128) {
          resource = byte;
          position++;
        } else {
          resource = varint.read(bytes, position, end);
          position = varint.next;
          if (position < 0) return void this.#fail(start, 'bad-record');
        }
      }
      if ((flags & HAS_OUTCOME) !== 0) {
        outcome = bytes[position++] ?? NONE;
        if (outcome >= OUTCOMES.length) {
          outcome = NONE;
          this.unknown++;
        }
      }
      if ((flags & HAS_RSEQ) !== 0) {
        rseq = varint.read(bytes, position, end);
        position = varint.next;
        if (position < 0) return void this.#fail(start, 'bad-record');
      }
      if ((flags & HAS_SITE) !== 0) {
        site = varint.read(bytes, position, end);
        position = varint.next;
        if (position < 0) return void this.#fail(start, 'bad-record');
      }
      batch.value[row] = Number.NaN;
      batch.item[row] = Number.NaN;
      batch.dataStart[row] = position;
      if ((flags & HAS_DATA) !== 0) {
        position = this.#data(batch, row, position);
        if (position < 0) return void this.#fail(start, 'bad-data');
      }
      if (position > end || (flags & PHASE_MASK) >= PHASES.length) return void this.#fail(start, 'bad-record');
      if (op >= OPS.length) {
        this.unknown++;
        continue;
      }
      batch.dataEnd[row] = position;
      batch.atNs[row] = atNs;
      batch.place[row] = place;
      batch.op[row] = op;
      batch.phase[row] = flags & PHASE_MASK;
      batch.outcome[row] = outcome;
      batch.flight[row] = flight;
      batch.resource[row] = resource;
      batch.rseq[row] = rseq;
      batch.site[row] = site;
      batch.count = row + 1;
    }
    if (position !== end) this.#fail(position, 'trailing-bytes');
  }

  /** Walks over the fields at `from`, picking out the numbers that have columns; where they end, or -1. */
  #data(batch: FrameBatch, row: number, from: number): number {
    const bytes = batch.bytes;
    const end = bytes.length;
    const varint = this.#varint;
    if (from >= end) return -1;
    let position = from + 1;
    for (let left = bytes[from]!; left > 0; left--) {
      const tag = varint.read(bytes, position, end);
      position = varint.next;
      if (position < 0) return -1;
      const key = Math.floor(tag / 8);
      switch (tag % 8) {
        case TYPE_UNSIGNED:
        case TYPE_NEGATIVE: {
          const number = varint.read(bytes, position, end);
          position = varint.next;
          if (position < 0) return -1;
          if (key === VALUE_KEY) batch.value[row] = tag % 8 === TYPE_NEGATIVE ? -number : number;
          else if (key === ITEM_KEY) batch.item[row] = number;
          break;
        }
        case TYPE_FLOAT:
          position += 8;
          break;
        case TYPE_STRING: {
          const size = varint.read(bytes, position, end);
          position = varint.next;
          if (position < 0) return -1;
          position += size;
          break;
        }
        case TYPE_FALSE:
        case TYPE_TRUE:
          break;
        default:
          return -1;
      }
      if (position > end) return -1;
      if (key >= DATA_KEYS.length) this.unknown++;
    }
    return position;
  }
}

/** One row of a batch as an object of its own. */
export function recordOf(batch: FrameBatch, row: number): DecodedRecord {
  const outcome = OUTCOMES[batch.outcome[row]!];
  const data = readData(batch.bytes, batch.dataStart[row]!, batch.dataEnd[row]!);
  return {
    actor: batch.actor,
    seq: (batch.firstSequence + batch.place[row]!) >>> 0,
    atNs: batch.atNs[row]!,
    op: OPS[batch.op[row]!]!,
    phase: PHASES[batch.phase[row]!]!,
    ...(batch.flight[row]! > 0 ? { flight: batch.flight[row]! } : {}),
    ...(batch.resource[row]! > 0 ? { resource: batch.resource[row]! as ResourceKey } : {}),
    ...(outcome === undefined ? {} : { outcome }),
    ...(batch.rseq[row]! > 0 ? { rseq: batch.rseq[row]! } : {}),
    ...(batch.site[row]! > 0 ? { site: batch.site[row]! } : {}),
    ...(data === undefined ? {} : { data }),
  };
}

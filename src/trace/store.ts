/**
 * All events as columns, append-only, in the order in which they were read. 41 bytes an event and the encoded data
 * fields beside them. Columns grow by chunks, so that nothing is copied and a small trace stays small.
 */
import type { FrameBatch } from './frame-batch.ts';
import {
  DATA_KEYS,
  type DataKey,
  type EventData,
  OPS,
  type Op,
  OUTCOMES,
  type Outcome,
  PHASES,
  type Phase,
} from './schema.ts';
import { readData, readNumber } from './wire-data.ts';

const CHUNK_BITS = 14;
const CHUNK_EVENTS = 1 << CHUNK_BITS;
const CHUNK_MASK = CHUNK_EVENTS - 1;
const BYTES_BITS = 16;
const BYTES_CHUNK = 1 << BYTES_BITS;

/** Index of an event in the store. */
export type EventIndex = number;
export const NO_EVENT = 0xffffffff;
export const NO_OUTCOME = 255;

class Chunk {
  readonly at = new Float64Array(CHUNK_EVENTS);
  readonly sequence = new Uint32Array(CHUNK_EVENTS);
  readonly actor = new Uint32Array(CHUNK_EVENTS);
  readonly resource = new Uint32Array(CHUNK_EVENTS);
  readonly site = new Uint32Array(CHUNK_EVENTS);
  readonly flight = new Uint32Array(CHUNK_EVENTS);
  readonly rseq = new Uint32Array(CHUNK_EVENTS);
  readonly data = new Uint32Array(CHUNK_EVENTS);
  readonly dataSize = new Uint16Array(CHUNK_EVENTS);
  readonly op = new Uint8Array(CHUNK_EVENTS);
  readonly phase = new Uint8Array(CHUNK_EVENTS);
  readonly outcome = new Uint8Array(CHUNK_EVENTS);
}

export class EventStore {
  /** How many events there are. */
  length = 0;
  readonly #chunks: Chunk[] = [];
  readonly #bytes: Uint8Array[] = [];
  #bytesUsed = BYTES_CHUNK;
  /** Data of the few records that the reader itself adds. */
  readonly #added = new Map<EventIndex, EventData>();

  /** Takes in one decoded record under its dense ids (resource and site: id + 1, 0 none); `at` counts from the session's start. */
  append(batch: FrameBatch, row: number, at: number, actor: number, resource: number, site: number): EventIndex {
    const index = this.#next();
    const chunk = this.#chunks[index >>> CHUNK_BITS]!;
    const slot = index & CHUNK_MASK;
    chunk.at[slot] = at;
    chunk.sequence[slot] = batch.firstSequence + batch.place[row]!;
    chunk.actor[slot] = actor;
    chunk.resource[slot] = resource;
    chunk.site[slot] = site;
    chunk.flight[slot] = batch.flight[row]!;
    chunk.rseq[slot] = Math.min(batch.rseq[row]!, 0xffffffff);
    chunk.op[slot] = batch.op[row]!;
    chunk.phase[slot] = batch.phase[row]!;
    chunk.outcome[slot] = batch.outcome[row]!;
    const from = batch.dataStart[row]!;
    const size = batch.dataEnd[row]! - from;
    if (size > 0) {
      chunk.data[slot] = this.#keep(batch.bytes, from, size);
      chunk.dataSize[slot] = size;
    }
    return index;
  }

  /** Adds an instant record that the reader found out itself. */
  add(op: Op, at: number, actor: number, sequence: number, data: EventData): EventIndex {
    const index = this.#next();
    const chunk = this.#chunks[index >>> CHUNK_BITS]!;
    const slot = index & CHUNK_MASK;
    chunk.at[slot] = at;
    chunk.sequence[slot] = sequence;
    chunk.actor[slot] = actor;
    chunk.op[slot] = OPS.indexOf(op);
    chunk.phase[slot] = PHASES.indexOf('instant');
    chunk.outcome[slot] = NO_OUTCOME;
    this.#added.set(index, data);
    return index;
  }

  #next(): EventIndex {
    if ((this.length & CHUNK_MASK) === 0) this.#chunks.push(new Chunk());
    return this.length++;
  }

  #keep(bytes: Uint8Array, from: number, size: number): number {
    if (this.#bytesUsed + size > BYTES_CHUNK) {
      this.#bytes.push(new Uint8Array(BYTES_CHUNK));
      this.#bytesUsed = 0;
    }
    const chunk = this.#bytes[this.#bytes.length - 1]!;
    const at = this.#bytesUsed;
    for (let index = 0; index < size; index++) chunk[at + index] = bytes[from + index]!;
    this.#bytesUsed = at + size;
    return ((this.#bytes.length - 1) << BYTES_BITS) + at;
  }

  /** Nanoseconds since the session's start. */
  at(index: EventIndex): number {
    return this.#chunks[index >>> CHUNK_BITS]!.at[index & CHUNK_MASK]!;
  }
  /** Place in its actor's stream. */
  sequence(index: EventIndex): number {
    return this.#chunks[index >>> CHUNK_BITS]!.sequence[index & CHUNK_MASK]!;
  }
  /** The actor's id. */
  actor(index: EventIndex): number {
    return this.#chunks[index >>> CHUNK_BITS]!.actor[index & CHUNK_MASK]!;
  }
  /** The resource's id, or -1. */
  resource(index: EventIndex): number {
    return this.#chunks[index >>> CHUNK_BITS]!.resource[index & CHUNK_MASK]! - 1;
  }
  /** The site's id, or -1. */
  site(index: EventIndex): number {
    return this.#chunks[index >>> CHUNK_BITS]!.site[index & CHUNK_MASK]! - 1;
  }
  flight(index: EventIndex): number {
    return this.#chunks[index >>> CHUNK_BITS]!.flight[index & CHUNK_MASK]!;
  }
  /** The resource's own count of its operations; 0: none. */
  rseq(index: EventIndex): number {
    return this.#chunks[index >>> CHUNK_BITS]!.rseq[index & CHUNK_MASK]!;
  }
  /** Indexes into OPS, PHASES and OUTCOMES (255: none). */
  opNumber(index: EventIndex): number {
    return this.#chunks[index >>> CHUNK_BITS]!.op[index & CHUNK_MASK]!;
  }
  phaseNumber(index: EventIndex): number {
    return this.#chunks[index >>> CHUNK_BITS]!.phase[index & CHUNK_MASK]!;
  }
  outcomeNumber(index: EventIndex): number {
    return this.#chunks[index >>> CHUNK_BITS]!.outcome[index & CHUNK_MASK]!;
  }
  op(index: EventIndex): Op {
    return OPS[this.opNumber(index)]!;
  }
  phase(index: EventIndex): Phase {
    return PHASES[this.phaseNumber(index)]!;
  }
  outcome(index: EventIndex): Outcome | undefined {
    return OUTCOMES[this.outcomeNumber(index)];
  }

  /** All data fields, read anew at each call. */
  data(index: EventIndex): EventData | undefined {
    const added = this.#added.get(index);
    if (added) return added;
    const chunk = this.#chunks[index >>> CHUNK_BITS]!;
    const size = chunk.dataSize[index & CHUNK_MASK]!;
    if (size === 0) return undefined;
    const place = chunk.data[index & CHUNK_MASK]!;
    const from = place & (BYTES_CHUNK - 1);
    return readData(this.#bytes[place >>> BYTES_BITS]!, from, from + size);
  }

  /** One number of the data, without making an object; NaN when there is none. */
  number(index: EventIndex, key: DataKey): number {
    const chunk = this.#chunks[index >>> CHUNK_BITS]!;
    const size = chunk.dataSize[index & CHUNK_MASK]!;
    if (size === 0) return Number.NaN;
    const place = chunk.data[index & CHUNK_MASK]!;
    const from = place & (BYTES_CHUNK - 1);
    return readNumber(this.#bytes[place >>> BYTES_BITS]!, from, from + size, keyNumber[key]);
  }

  /** Bytes that the columns and the data take. */
  get byteLength(): number {
    return this.#chunks.length * CHUNK_EVENTS * 41 + this.#bytes.length * BYTES_CHUNK;
  }
}

const keyNumber = Object.fromEntries(DATA_KEYS.map((key, index) => [key, index])) as Record<DataKey, number>;

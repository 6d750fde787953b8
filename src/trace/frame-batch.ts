/** One decoded frame as columns: what the decoder hands on without making an object for each record. */
import { type ActorKey, actorKey } from './schema.ts';
import { FRAME_HEADER_BYTES, MAX_FRAME_BYTES } from './wire.ts';

/** No record takes less than an op, flags and a time. */
export const MAX_BATCH_RECORDS = Math.floor((MAX_FRAME_BYTES - FRAME_HEADER_BYTES) / 3);

/** The records of one frame. Reused for the next frame: what is to be kept must be copied. */
export class FrameBatch {
  pid = 0;
  thread = 0;
  /** Sequence number of the first record, and how many the frame said it holds. */
  firstSequence = 0;
  announced = 0;
  /** Records decoded and known to this version: rows 0 to count - 1 of the columns. */
  count = 0;
  /** The frame's bytes; data lies in them from dataStart to dataEnd. */
  bytes: Uint8Array = new Uint8Array(0);
  /** Absolute nanoseconds. */
  readonly atNs = new Float64Array(MAX_BATCH_RECORDS);
  /** Place in the frame: the sequence number is firstSequence + place. */
  readonly place = new Uint16Array(MAX_BATCH_RECORDS);
  readonly op = new Uint8Array(MAX_BATCH_RECORDS);
  readonly phase = new Uint8Array(MAX_BATCH_RECORDS);
  /** Index into OUTCOMES; 255: none. */
  readonly outcome = new Uint8Array(MAX_BATCH_RECORDS);
  readonly flight = new Float64Array(MAX_BATCH_RECORDS);
  readonly resource = new Float64Array(MAX_BATCH_RECORDS);
  readonly rseq = new Float64Array(MAX_BATCH_RECORDS);
  readonly site = new Float64Array(MAX_BATCH_RECORDS);
  /** The numbers under the keys `value` and `item`, which are read for every picture; NaN: none. */
  readonly value = new Float64Array(MAX_BATCH_RECORDS);
  readonly item = new Float64Array(MAX_BATCH_RECORDS);
  readonly dataStart = new Uint16Array(MAX_BATCH_RECORDS);
  readonly dataEnd = new Uint16Array(MAX_BATCH_RECORDS);

  get actor(): ActorKey {
    return actorKey(this.pid, this.thread);
  }
}

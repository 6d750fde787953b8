/**
 * Values on their way to another thread or process. Keeps what structured cloning keeps (Map, Set, Date, RegExp, typed
 * arrays, bigint, undefined, -0, holes, cycles, shared references), errors with their class, code and stack, and carries
 * Heddle's primitives, which arrive as themselves. A Buffer arrives as a Uint8Array, an instance of a class as a plain
 * object of its own fields.
 */

import type { ResourceKey } from '../../trace/schema.ts';
import { notSendable } from '../errors.ts';
import type { Domain } from '../machine/memory.ts';
import { Decoder } from './decoder.ts';
import { Encoder } from './encoder.ts';
import { Refusal, refused } from './refuse.ts';
import type { Scratch } from './scratch.ts';
import { type Traveller, takeBack } from './transit.ts';

export { notSendableBecause } from './refuse.ts';
export type { Scratch };

const encoders: Encoder[] = [new Encoder()];
const decoders: Decoder[] = [new Decoder()];

/**
 * A value in binary form, good until `release` is called: its bytes are `scratch.bytes` from 0 to `size`.
 * Nested encodings (a getter that puts something itself) get a buffer of their own.
 */
export interface Encoded {
  readonly scratch: Scratch;
  readonly at: number;
  /** Primitives in it, noted while recording. */
  readonly handles: readonly ResourceKey[] | undefined;
  /** What has been told that it leaves: to be taken back when the bytes are not sent. */
  readonly travellers: readonly Traveller[] | undefined;
  end(): void;
}

/**
 * Writes a value into a buffer of this thread. The result's `at` is its size; call `end` when the bytes have been
 * copied. TypeError ERR_HEDDLE_NOT_SENDABLE names what cannot be sent by its path from `what`.
 */
export function encode(value: unknown, destination: Domain, what = 'item'): Encoded {
  const encoder = free(encoders, () => new Encoder());
  encoder.begin(destination, 0);
  try {
    encoder.write(value);
    return encoder;
  } catch (error) {
    takeBack(encoder.travellers);
    encoder.end();
    if (error instanceof Refusal) throw refused(error, value, what);
    if (error instanceof RangeError && /call stack/.test(error.message)) {
      throw notSendable(`${what} is nested too deeply to be sent; send it in parts, such as an array of its members`);
    }
    if (error instanceof TypeError && /proxy that has been revoked/.test(error.message)) {
      throw notSendable(`${what} is or holds a proxy that has been revoked, which cannot be sent; send data`);
    }
    throw error;
  }
}

/** Reads a value out of a buffer that `encode` filled, or a copy of one. */
export function decode(scratch: Scratch, start = 0): unknown {
  return free(decoders, () => new Decoder()).read(scratch.bytes, scratch.view, start);
}

/** Reads a value where it lies. */
export function decodeAt(bytes: Buffer, view: DataView, start: number): unknown {
  return free(decoders, () => new Decoder()).read(bytes, view, start);
}

/**
 * A value as bytes of its own, to be sent to threads of this process or to other processes. The primitives in it are added
 * to `handles` while recording; those that count their holders always to `travellers`.
 */
export function encodePayload(
  value: unknown,
  destination: Domain,
  what = 'item',
  handles?: ResourceKey[],
  travellers?: Traveller[],
): Uint8Array<ArrayBuffer> {
  const encoded = encode(value, destination, what);
  try {
    if (encoded.handles !== undefined) handles?.push(...encoded.handles);
    if (encoded.travellers !== undefined) travellers?.push(...encoded.travellers);
    return new Uint8Array(encoded.scratch.bytes.subarray(0, encoded.at)) as Uint8Array<ArrayBuffer>;
  } finally {
    encoded.scratch.trim();
    encoded.end();
  }
}

/** The value that encodePayload was given, made again. */
export function decodePayload(bytes: Uint8Array): unknown {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return free(decoders, () => new Decoder()).read(buffer, view, 0);
}

function free<T extends { busy: boolean }>(all: T[], make: () => T): T {
  const first = all[0]!;
  if (!first.busy) return first;
  let one = all.find((each) => !each.busy);
  if (!one) {
    one = make();
    all.push(one);
  }
  return one;
}

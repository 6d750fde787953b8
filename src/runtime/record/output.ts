/**
 * Output as events: whole lines, shortened, and not more of them than a timeline can show. A program that prints a
 * hundred megabytes gets a hundred megabytes of output and a few thousand events; what was left out is counted.
 */
import type { ResourceKey } from '../../trace/schema.ts';
import { recorder } from './recorder.ts';

/** The most text that one event keeps. */
const MAX_TEXT = 1024;
/** So many bytes of text at once, and so many a second after that. */
const BURST_BYTES = 64 * 1024;
const BYTES_A_SECOND = 256 * 1024;
const NEWLINE = 10;
/** An unfinished line longer than this is told of nevertheless. */
const MAX_PARTIAL = 8 * 1024;

interface Stream {
  /** The beginning of a line whose end has not been printed. */
  partial: Uint8Array;
  /** Bytes printed but not yet told of, and the lines among them. */
  untold: number;
  lines: number;
}
const streams: Record<1 | 2, Stream> = {
  1: { partial: new Uint8Array(), untold: 0, lines: 0 },
  2: { partial: new Uint8Array(), untold: 0, lines: 0 },
};
let allowance = BURST_BYTES;
let refilledAt = 0;

/** True while a session listens. */
export function recordsOutput(): boolean {
  return recorder !== undefined;
}

/** Told of every write. */
export function recordOutput(fd: 1 | 2, bytes: Uint8Array): void {
  const stream = streams[fd];
  stream.untold += bytes.length;
  const end = bytes.lastIndexOf(NEWLINE);
  if (end < 0 && stream.partial.length + bytes.length < MAX_PARTIAL) {
    stream.partial = Buffer.concat([stream.partial, bytes]);
    return;
  }
  const cut = end < 0 ? bytes.length : end + 1;
  const head =
    stream.partial.length === 0
      ? bytes.subarray(0, cut)
      : Buffer.concat([stream.partial, bytes.subarray(0, Math.min(cut, MAX_TEXT))]);
  stream.partial = cut === bytes.length ? new Uint8Array() : Buffer.from(bytes.subarray(cut, cut + MAX_PARTIAL));
  tell(fd, stream, head, bytes.length - cut);
}

function tell(fd: 1 | 2, stream: Stream, text: Uint8Array, rest: number): void {
  const now = performance.now();
  allowance = Math.min(BURST_BYTES, allowance + ((now - refilledAt) / 1000) * BYTES_A_SECOND);
  refilledAt = now;
  const cost = Math.min(text.length, MAX_TEXT) + 64;
  if (allowance < cost) {
    stream.lines++;
    return;
  }
  allowance -= cost;
  const shown = Buffer.from(text.buffer, text.byteOffset, Math.min(text.length, MAX_TEXT));
  recorder?.instant('output', 0 as ResourceKey, 0, {
    stream: fd,
    text: shown.toString(),
    size: stream.untold - rest,
    ...(stream.lines > 0 ? { n: stream.lines } : {}),
  });
  stream.untold = rest;
  stream.lines = 0;
}

/** Tells of what has been held back, at the thread's end. */
export function finishOutput(): void {
  for (const fd of [1, 2] as const) {
    const stream = streams[fd];
    if (stream.untold === 0) continue;
    allowance = BURST_BYTES;
    tell(fd, stream, stream.partial, 0);
    stream.partial = new Uint8Array();
  }
}

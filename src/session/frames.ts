/**
 * Cuts what comes through the event pipe into whole frames. Only the headers are looked at: what is not a frame (a
 * program wrote to the pipe itself) is skipped and counted, so that readers never see it.
 */
import { FRAME_HEADER_BYTES, FRAME_MAGIC, FRAME_VERSION, MAX_FRAME_BYTES } from '../trace/wire.ts';

const NOTHING = new Uint8Array(0);

/** Where a frame's header says whose it is. */
export interface FrameOwner {
  readonly pid: number;
  readonly thread: number;
}

/** Collects bytes in any cut and gives back runs of whole frames. */
export class FrameSplitter {
  /** Bytes that belonged to no frame. */
  skipped = 0;
  #rest: Uint8Array = NOTHING;

  /** The frames that are whole by now, in one piece that is the caller's; empty when there is none. `each` sees every frame. */
  push(bytes: Uint8Array, each?: (owner: FrameOwner, frame: Uint8Array) => void): Uint8Array {
    const all = this.#rest.length === 0 ? bytes : concat(this.#rest, bytes);
    const whole: Uint8Array[] = [];
    let from = 0; // start of the frames that have not been cut out yet
    let at = 0;
    while (all.length - at >= FRAME_HEADER_BYTES) {
      const length = all[at]! | (all[at + 1]! << 8);
      if (!isFrame(all, at, length)) {
        if (at > from) whole.push(all.subarray(from, at));
        this.skipped++;
        from = ++at;
        continue;
      }
      if (all.length - at < length) break;
      if (each) {
        const view = new DataView(all.buffer, all.byteOffset + at, FRAME_HEADER_BYTES);
        each({ pid: view.getUint32(4, true), thread: view.getUint16(8, true) }, all.subarray(at, at + length));
      }
      at += length;
    }
    if (at > from) whole.push(all.subarray(from, at));
    this.#rest = at < all.length ? all.slice(at) : NOTHING;
    return whole.length === 1 ? whole[0]! : whole.length === 0 ? NOTHING : concat(...whole);
  }
}

function isFrame(bytes: Uint8Array, at: number, length: number): boolean {
  return (
    bytes[at + 2] === FRAME_MAGIC &&
    bytes[at + 3] === FRAME_VERSION &&
    length >= FRAME_HEADER_BYTES &&
    length <= MAX_FRAME_BYTES
  );
}

function concat(...parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

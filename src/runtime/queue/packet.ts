/** An item on its way into a queue. */

import type { ResourceKey } from '../../trace/schema.ts';
import { PAGE_BYTES } from '../machine/heap.ts';
import { HEAP_USED } from '../machine/layout.ts';
import type { SharedMemory } from '../machine/memory.ts';
import { OWNER_MASK, ownerAlive, ownerId } from '../machine/owners.ts';
import { type Encoded, encode } from '../payload/payload.ts';
import { type Traveller, takeBack } from '../payload/transit.ts';
import { heapAccess } from './heap-access.ts';

/** Longer items get pages of their own, filled before the queue is locked. */
export const MAX_INLINE = 4096;

/** Bytes in a buffer, and the same in whole words. */
interface Source {
  readonly bytes: Buffer;
  readonly words: Int32Array;
}

export interface Packet {
  /** Bytes; -1 for a whole number, which is `value` itself. */
  size: number;
  value: number;
  source: Source | undefined;
  /** First of its own pages, for a large one; else -1. */
  page: number;
  pages: number;
  /** Primitives in it, noted while recording. */
  handles: readonly ResourceKey[] | undefined;
  /** Those of them that count their holders. */
  travellers: readonly Traveller[] | undefined;
  /** Holds the bytes until it is released. */
  encoded: Encoded | undefined;
  /** For an ordered queue: its place in the order, and whether the item in it is [priority, item]. */
  priority: number | bigint | string | undefined;
  wrapped: boolean;
}

/** True for whole numbers that need no encoding: -0 does. */
export function isWhole(item: unknown): item is number {
  return typeof item === 'number' && (item | 0) === item && (item !== 0 || 1 / item > 0);
}

/** Puts an item into bytes. `release` must follow. `keep`: the bytes must outlast this turn of the event loop. */
export function pack(item: unknown, memory: SharedMemory, what: string, keep: boolean): Packet {
  if (isWhole(item)) {
    return {
      size: -1,
      value: item,
      source: undefined,
      page: -1,
      pages: 0,
      handles: undefined,
      travellers: undefined,
      encoded: undefined,
      priority: undefined,
      wrapped: false,
    };
  }
  const encoded = encode(item, memory.domain, what);
  const size = encoded.at;
  const packet: Packet = {
    size,
    value: 0,
    source: encoded.scratch,
    page: -1,
    pages: 0,
    handles: encoded.handles,
    travellers: encoded.travellers,
    encoded: undefined,
    priority: undefined,
    wrapped: false,
  };
  if (size > MAX_INLINE) {
    try {
      fillPages(packet, memory, encoded.scratch);
    } catch (error) {
      takeBack(packet.travellers);
      throw error;
    } finally {
      encoded.scratch.trim();
      encoded.end();
    }
    return packet;
  }
  if (!keep) {
    packet.encoded = encoded;
    return packet;
  }
  const words = new Int32Array((size + 3) >> 2);
  const bytes = Buffer.from(words.buffer);
  encoded.scratch.bytes.copy(bytes, 0, 0, size);
  packet.source = { bytes, words };
  encoded.end();
  return packet;
}

function fillPages(packet: Packet, memory: SharedMemory, source: Source): void {
  packet.pages = Math.ceil(packet.size / PAGE_BYTES);
  // They belong to this thread until the queue takes them over: should it die before, they are swept with it.
  packet.page = allocate(memory, packet.pages);
  const heap = heapAccess(memory);
  const word = (packet.page * PAGE_BYTES) / 4;
  heap.reach(word + (packet.pages * PAGE_BYTES) / 4);
  heap.write(word, source, packet.size);
  packet.source = undefined;
}

function allocate(memory: SharedMemory, pages: number): number {
  const me = ownerId(memory);
  try {
    return memory.heap.allocatePages(pages, me);
  } catch (error) {
    if (!sweepDead(memory)) throw error;
    return memory.heap.allocatePages(pages, me);
  }
}

/** Frees the pages of those who died with a large item in their hands; true when there were any. */
function sweepDead(memory: SharedMemory): boolean {
  const looked = new Set<number>();
  let swept = 0;
  for (let page = memory.load(HEAP_USED) - 1; page >= 0; page--) {
    const tag = memory.heap.pageTag(page);
    if (tag <= 0 || tag > OWNER_MASK || looked.has(tag)) continue;
    looked.add(tag);
    if (!ownerAlive(memory, tag)) swept += memory.heap.sweep(tag);
  }
  return swept > 0;
}

/** Lets go of what a packet still has: nothing of its pages once a queue has taken them (page -1). `sent`: it went into a queue. */
export function release(packet: Packet, memory: SharedMemory, sent: boolean): void {
  if (!sent) takeBack(packet.travellers);
  packet.encoded?.end();
  if (packet.page >= 0) memory.heap.freePages(packet.page, packet.pages);
}

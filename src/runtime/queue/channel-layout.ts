/** Where things stand in a channel's words and pages. */
import { PAGE_BYTES } from '../machine/heap.ts';

// The put end, the get end and what both seldom touch: a cache line or two each.
export const PUT_LOCK = 0;
export const PUT_COUNT = 5;
export const TAIL = 6;
/** A page (+ 1) that is about to be linked. */
export const PENDING = 7;
export const GET_LOCK = 16;
export const GET_COUNT = 21;
export const HEAD = 22;
export const GETTERS = 32;
export const PUTTERS = 36;
export const STATE = 40;
export const DONE = 41;
export const SEQUENCE = 42;
export const JOINERS = 43;
/** Pages (+ 1) that were emptied and wait to be filled again. */
export const SPARES = 48;
export const SPARE_PAGES = 8;
/** Words of state of a channel. */
export const CHANNEL_WORDS = 64;

export const PAGE_WORDS = PAGE_BYTES / 4;
/** What stands in the place of a size: the queue goes on in another page, an item with its own pages, a whole number. */
export const JUMP = -1;
export const LARGE = -2;
export const WHOLE = -3;
export const HEADER = 2;
/** A jump must always fit. */
export const JUMP_WORDS = 4;
export const LARGE_WORDS = 6;
export const WHOLE_WORDS = 4;

/** Up to so many bytes are copied out, so that the get end is free again while they are read. */
export const COPIED = 192;

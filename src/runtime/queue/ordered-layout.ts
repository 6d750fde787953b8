/** Where things stand in an ordered store's words, pages and cells. */
import { PAGE_BYTES } from '../machine/heap.ts';

// Words of state.
export const LOCK = 0;
export const COUNT = 5;
export const PUT_COUNT = 6;
/** What the priorities in it are: NUMBERS or STRINGS, which cannot be compared with each other. */
export const FAMILY = 7;
export const STATE = 8;
export const DONE = 9;
export const SEQUENCE = 10;
/** First page (+ 1) of the heap, and how many it has. */
export const INDEX = 12;
export const INDEX_PAGES = 13;
export const GETTERS = 16;
export const PUTTERS = 20;
/** For each size of cell: the first page (+ 1) of its pages, and the first free cell (its word + 1). */
export const CLASSES = 24;
export const JOINERS = 32;
/** Words of state of an ordered store. */
export const ORDERED_WORDS = 48;

export const PAGE_WORDS = PAGE_BYTES / 4;
/** Words of a cell, by class; the last one holds the longest item that has no pages of its own. */
export const CELL_WORDS = [16, 64, 256, 1280] as const;
/** A page begins with the number (+ 1) of the next one. */
export const PAGE_HEADER = 16;

// Words of a cell.
export const NUMBER = 0;
export const NEXT_FREE = 1;
export const KEY_KIND = 2;
export const SIZE = 3;
export const KEY = 4;
export const VALUE = 6;
export const LARGE_SIZE = 7;
export const BYTES = 8;

export const WHOLE = -3;
export const LARGE = -2;
/** The key is a float64 in the cell; else the item is [key, item]. */
export const IN_CELL = 0;
export const IN_ITEM = 1;
export const NUMBERS = 1;
export const STRINGS = 2;

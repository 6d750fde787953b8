/**
 * The binary form of a value on its way to another thread or process. One byte says the kind; lengths are
 * variable-length integers; numbers are little-endian and unaligned. Containers (objects, arrays, maps, sets, errors,
 * buffers, dates, ...) are numbered in the order in which they begin, and REF names one that came before: that keeps
 * cycles and shared references.
 *
 * The form lives only while a program runs: both sides are always the same version.
 */
export const UNDEFINED = 0;
export const NULL = 1;
export const TRUE = 2;
export const FALSE = 3;
export const INT32 = 4;
export const FLOAT64 = 5;
/** Length, then one byte for each character (all below 256). */
export const LATIN1 = 6;
/** Length in bytes, then UTF-16: keeps lone surrogates. */
export const UTF16 = 7;
export const BIGINT64 = 8;
/** Any further bigint, as a hexadecimal string with its sign. */
export const BIGINT = 9;
export const REF = 10;
/** Count, then key and value by turns. */
export const OBJECT = 11;
/** Length, then the elements. */
export const ARRAY = 12;
/** Length, count, then key and value by turns: holes and further properties are kept. */
export const SPARSE_ARRAY = 13;
export const MAP = 14;
export const SET = 15;
export const DATE = 16;
export const REGEXP = 17;
export const ERROR = 18;
/** Before each further field of an error, and after the last. */
export const FIELD = 1;
export const NO_FIELD = 0;
/** Length in bytes, then the bytes. */
export const ARRAY_BUFFER = 19;
/** As ARRAY_BUFFER with its maximum length before. */
export const RESIZABLE_BUFFER = 20;
/** Kind of view, its buffer (a value), byte offset, length in elements. */
export const VIEW = 21;
/** Length, then the bytes: a Uint8Array over a buffer of its own (what a Node Buffer becomes). */
export const BYTES = 22;
/** A Boolean, Number, String or BigInt object. */
export const BOXED = 23;
/** A primitive of Heddle's. */
export const HANDLE = 24;
export const DOM_EXCEPTION = 25;
/** 64 to 127: a latin1 string of 0 to 63 characters. */
export const SHORT_LATIN1 = 64;
/** 128 to 255: the whole numbers 0 to 127. */
export const SMALL_INT = 128;

/** Kinds of view over an ArrayBuffer; the position is the number in the binary form. */
export const VIEW_KINDS = [
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float16Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
  'DataView',
] as const;

/** An item cannot be longer than this many bytes. */
export const MAX_PAYLOAD = 2 ** 31 - 64;

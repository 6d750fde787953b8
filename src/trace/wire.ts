/**
 * The wire format, as numbers both ends share. Little endian.
 *
 * Frame: u16 length of the whole frame, u8 magic, u8 version, u32 pid, u16 thread, u16 count of records,
 * u32 sequence number of the first record, f64 base time in nanoseconds; then the records.
 *
 * Record: u8 op, u8 flags, zigzag varint of the time since the record before (or the base), then what the flags
 * name: varint flight, varint resource, u8 outcome, varint rseq, varint site, data.
 *
 * Data: u8 count of fields; each a varint of key * 8 + type, followed by what the type says.
 */

/** A frame never exceeds this: writes of up to PIPE_BUF bytes to one pipe stay whole. */
export const MAX_FRAME_BYTES = 4096;
export const FRAME_HEADER_BYTES = 24;
/** The most that one record may take. */
export const MAX_RECORD_BYTES = MAX_FRAME_BYTES - FRAME_HEADER_BYTES;
export const FRAME_MAGIC = 0x48;
export const FRAME_VERSION = 1;

export const PHASE_MASK = 0x03;
export const HAS_FLIGHT = 0x04;
export const HAS_RESOURCE = 0x08;
export const HAS_OUTCOME = 0x10;
export const HAS_RSEQ = 0x20;
export const HAS_SITE = 0x40;
export const HAS_DATA = 0x80;

export const TYPE_UNSIGNED = 0;
/** A negative whole number, as its magnitude. */
export const TYPE_NEGATIVE = 1;
export const TYPE_FLOAT = 2;
export const TYPE_STRING = 3;
export const TYPE_FALSE = 4;
export const TYPE_TRUE = 5;

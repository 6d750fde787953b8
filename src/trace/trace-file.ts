/** The `.heddle` file: a short header, then frames exactly as they came over the pipe. Bytes only; who has files passes them. */
import { SCHEMA_VERSION } from './schema.ts';

/** Not text, and broken by a transfer that changes line ends. */
const MAGIC = [0x89, 0x48, 0x45, 0x44, 0x44, 0x4c, 0x45, 0x0a] as const;
export const FILE_HEADER_BYTES = 12;

/** What a file begins with. */
export function fileHeader(): Uint8Array {
  const header = new Uint8Array(FILE_HEADER_BYTES);
  header.set(MAGIC, 0);
  header[8] = SCHEMA_VERSION & 255;
  header[9] = SCHEMA_VERSION >> 8;
  return header;
}

export type FileHeader =
  | { readonly kind: 'ok'; readonly version: number }
  /** Written by a newer version whose frames may read differently. */
  | { readonly kind: 'newer'; readonly version: number }
  | { readonly kind: 'not-a-trace' }
  /** So far right, and shorter than a header. */
  | { readonly kind: 'too-short' };

/** Says what a file is from its first bytes. */
export function parseFileHeader(bytes: Uint8Array): FileHeader {
  for (let index = 0; index < MAGIC.length && index < bytes.length; index++)
    if (bytes[index] !== MAGIC[index]) return { kind: 'not-a-trace' };
  if (bytes.length < FILE_HEADER_BYTES) return { kind: 'too-short' };
  const version = bytes[8]! | (bytes[9]! << 8);
  return {
    kind: version === SCHEMA_VERSION ? 'ok' : version > SCHEMA_VERSION ? 'newer' : 'not-a-trace',
    version,
  } as FileHeader;
}

/** A file in the folder for temporary ones that loses its name at once: for systems without unnamed files in memory. */
import { randomUUID } from 'node:crypto';
import { constants, ftruncateSync, openSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Windows deletes a file opened so with its last handle. */
const O_TEMPORARY = process.platform === 'win32' ? 0x40 : 0;

/** Its descriptor. */
export function createUnlinkedFile(bytes: number): number {
  const path = join(tmpdir(), `heddle-${randomUUID()}`);
  const fd = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | O_TEMPORARY, 0o600);
  if (O_TEMPORARY === 0) unlinkSync(path);
  ftruncateSync(fd, bytes);
  return fd;
}

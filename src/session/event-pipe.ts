/**
 * The event pipe: one true pipe that all threads of all descendants write whole frames to. Node's own 'pipe' stdio
 * is a pair of sockets, where the writes of many writers may mix; a FIFO keeps each write of up to 4096 bytes whole.
 */
import { execFile } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Temporary folders of sessions are named by this, the owner's pid and something random. */
export const FOLDER_PREFIX = 'heddle-session-';

/** Both ends of a pipe. */
export interface EventPipe {
  readonly reader: Socket;
  /** To hand to the program. */
  readonly writeFd: number;
  /** Closes the session's own copy of the write end, so that the end of all writers is the end of the stream. */
  closeWriter(): void;
}

/** Makes a pipe that has no name by the time it is returned. Not on Windows. */
export async function openEventPipe(): Promise<EventPipe> {
  const folder = await mkdtemp(join(tmpdir(), `${FOLDER_PREFIX}${process.pid}-`));
  try {
    const path = join(folder, 'events');
    await promisify(execFile)('mkfifo', ['-m', '600', path]);
    // In this order neither open waits for the other.
    const readFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const writeFd = openSync(path, constants.O_WRONLY);
    let open = true;
    return {
      reader: new Socket({ fd: readFd, readable: true, writable: false }),
      writeFd,
      closeWriter: () => {
        if (open) closeSync(writeFd);
        open = false;
      },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

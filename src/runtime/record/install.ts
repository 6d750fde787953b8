/** Switches recording on in this thread, when a session listens. */
import { fstatSync } from 'node:fs';
import { threadId } from 'node:worker_threads';
import type { ResourceKey } from '../../trace/schema.ts';
import { threadNumber } from '../context.ts';
import { finishOutput } from './output.ts';
import { type EventData, recorder, setRecorder } from './recorder.ts';
import { StreamRecorder } from './stream.ts';
import { watchUnseen } from './unseen.ts';

const NONE = 0 as ResourceKey;

/** What an actor announces of itself. */
export interface Announcement {
  readonly name: string;
  readonly kind: 'process' | 'thread';
  readonly daemon: boolean;
  /** The parent's actor; 0 for the main program. */
  readonly parent: number;
}

/** Begins to record, with the announcement first. */
export function startRecording(fd: number | undefined, sites: boolean, announcement: Announcement): void {
  if (fd === undefined || recorder !== undefined || !isPipe(fd)) return;
  const record = new StreamRecorder(fd, process.pid, threadNumber, sites);
  setRecorder(record);
  watchUnseen();
  const { parent, ...rest } = announcement;
  record.instant('actor', NONE, 0, {
    ...rest,
    ...(parent > 0 ? { parent } : {}),
    pid: process.pid,
    tid: threadId,
  });
  record.flush();
}

function isPipe(fd: number): boolean {
  try {
    const stat = fstatSync(fd);
    return stat.isFIFO() || stat.isSocket();
  } catch {
    return false;
  }
}

/** This thread's last events. */
export function endRecording(exit: EventData): void {
  if (recorder === undefined) return;
  finishOutput();
  recorder.instant('exit', NONE, 0, exit);
  recorder.flush();
}

/** Tells of the end of somebody who cannot do so any more. */
export function recordEndOf(target: number, exit: EventData): void {
  recorder?.instant('exit', NONE, 0, { target, ...exit });
  recorder?.flush();
}

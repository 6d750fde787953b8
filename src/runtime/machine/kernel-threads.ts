/**
 * The kernel's threads, as /proc tells of them. Who is asked for often is read from a file that is kept open: a quarter of
 * the time that opening it takes, and it goes on to mean the same thread when its number is given to another one.
 */
import { closeSync, existsSync, openSync, readlinkSync, readSync } from 'node:fs';

// Not on Windows, where such a path may mean a folder of some drive.
const hasProc = process.platform !== 'win32' && existsSync('/proc/self/stat');

/** Files kept open by one thread at most; the one opened first is closed for another one. */
const MOST_KEPT = 16;
/** Threads whose files are open: their numbers and start times, and the file's descriptor. */
const kept = new Map<string, number>();
/** Longer than what stands before the start time. */
const text = Buffer.alloc(512);

interface TaskStat {
  readonly state: string;
  /** When it started, in the kernel's ticks as an int32. */
  readonly started: number;
}

/** The number of the kernel's thread that runs us; 0 where it cannot be had. */
export function kernelThread(): number {
  return hasProc ? Number(readlinkSync('/proc/thread-self').split('/').pop()) : 0;
}

/** When a kernel thread started; 0 when it is gone or that cannot be had. */
export function startOf(pid: number, tid: number): number {
  const fd = open(pid, tid);
  if (fd < 0) return 0;
  const stat = read(fd);
  closeSync(fd);
  return stat?.started ?? 0;
}

/** True while the kernel thread lives that has this number and started then; where there is no /proc, while its process does. */
export function isTaskRunning(pid: number, tid: number, started: number): boolean {
  if (!hasProc) return answersSignals(pid);
  const key = `${pid}.${tid}.${started}`;
  const fd = kept.get(key) ?? open(pid, tid);
  const stat = fd < 0 ? undefined : read(fd);
  const running = stat !== undefined && stat.state !== 'Z' && stat.state !== 'X' && stat.started === started;
  if (running) keep(key, fd);
  else if (fd >= 0) {
    kept.delete(key);
    closeSync(fd);
  }
  return running;
}

function keep(key: string, fd: number): void {
  if (kept.has(key)) return;
  kept.set(key, fd);
  if (kept.size <= MOST_KEPT) return;
  const oldest = kept.keys().next().value as string;
  closeSync(kept.get(oldest) as number);
  kept.delete(oldest);
}

function open(pid: number, tid: number): number {
  if (!hasProc) return -1;
  try {
    return openSync(`/proc/${pid}/task/${tid}/stat`, 'r');
  } catch {
    return -1;
  }
}

function read(fd: number): TaskStat | undefined {
  let length: number;
  try {
    length = readSync(fd, text, 0, text.length, 0);
  } catch {
    return undefined;
  }
  const line = text.toString('latin1', 0, length);
  // The second field is the command in parentheses and may hold anything, so count from behind it.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] as string, started: Number(fields[19]) | 0 };
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

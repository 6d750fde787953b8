/** The machine's processes: who is alive, who descends from whom, and ending a whole tree. */

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** One process as the system tells it. */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** True while a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** All processes of the machine, zombies left out; empty on Windows. */
export function allProcesses(): ProcessRow[] {
  if (process.platform === 'linux') return fromProc();
  if (process.platform === 'win32') return [];
  const text = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8', maxBuffer: 1 << 26 });
  const rows: ProcessRow[] = [];
  for (const line of text.split('\n')) {
    const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line);
    if (match === null || match[3]!.startsWith('Z')) continue;
    rows.push({ pid: Number(match[1]), parent: Number(match[2]), command: match[4]! });
  }
  return rows;
}

/** A bare Debian has no `ps`. */
function fromProc(): ProcessRow[] {
  const rows: ProcessRow[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      // `pid (name) state parent ...`, where the name may hold anything.
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (state === 'Z') continue;
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      rows.push({ pid: Number(name), parent: Number(parent), command });
    } catch {
      // It ended while we were looking.
    }
  }
  return rows;
}

/** All processes below this one, children before grandchildren. */
export function descendants(root: number, rows: readonly ProcessRow[] = allProcesses()): ProcessRow[] {
  const found: ProcessRow[] = [];
  let level = new Set([root]);
  while (level.size > 0) {
    const next = rows.filter((row) => level.has(row.parent));
    found.push(...next);
    level = new Set(next.map((row) => row.pid));
  }
  return found;
}

/** Asks a process and everything below it to end, and makes what has not ended after `patienceMs`. */
export async function endTree(root: number, patienceMs = 5000): Promise<void> {
  const all = [...descendants(root).map((row) => row.pid), root];
  signal(root, 'SIGTERM');
  if (await gone(all, patienceMs / 5)) return;
  for (const pid of all) signal(pid, 'SIGTERM');
  if (await gone(all, (patienceMs * 4) / 5)) return;
  for (const pid of all) signal(pid, 'SIGKILL');
  await gone(all, 2000);
}

/** Waits until none of these processes is alive; false when some still are after `limitMs`. */
export async function gone(pids: readonly number[], limitMs: number): Promise<boolean> {
  const until = Date.now() + limitMs;
  while (pids.some(isAlive)) {
    if (Date.now() > until) return false;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  return true;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended already.
  }
}

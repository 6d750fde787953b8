/**
 * Which processes belong to a run, and how they are ended. A program leads a process group of its own, and everything
 * it starts inherits an environment variable with the run's id; so a descendant is found by its group, and where it
 * has left the group (setsid), by its mark. Marks can be read on Linux only; elsewhere the group must do.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';

/** Fields of /proc/<pid>/stat, counted from behind the command in parentheses. */
const STATE = 0;
const EXIT_STATUS = 49;

/** The environment variable that marks a run's processes. */
export const SESSION_VARIABLE = 'HEDDLE_SESSION';

/** A process that is still there. */
export interface Survivor {
  readonly pid: number;
  readonly command: string;
}

/** Processes of the run that have not ended: members of the group and marked ones. Zombies have ended. */
export function survivors(group: number | undefined, id: string): Survivor[] {
  if (process.platform !== 'linux') return groupSurvivors(group);
  const mark = `${SESSION_VARIABLE}=${id}`;
  const found: Survivor[] = [];
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const stat = readStat(pid);
    if (!stat || stat.state === 'Z' || stat.state === 'X') continue;
    if (stat.group === group || environmentOf(pid).includes(mark))
      found.push({ pid, command: commandOf(pid, stat.name) });
  }
  return found;
}

/**
 * How a process has ended that its parent has not taken notice of yet (Linux); undefined while it runs, or where that cannot
 * be seen.
 */
export function endingOf(pid: number): { readonly code: number; readonly signal: string | undefined } | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  if (fields[STATE] !== 'Z' && fields[STATE] !== 'X') return undefined;
  // As wait() gives it: the signal in the low seven bits, else the code in the next byte.
  const status = Number(fields[EXIT_STATUS]);
  const number = status & 0x7f;
  const signal = Object.entries(constants.signals).find((each) => number !== 0 && each[1] === number)?.[0];
  return { code: (status >> 8) & 0xff, signal };
}

/** Sends a signal to the group and to marked processes outside it; who is gone meanwhile is no error. */
export function signalRun(group: number | undefined, id: string, signal: NodeJS.Signals): void {
  if (process.platform === 'win32') {
    if (group !== undefined) spawnSync('taskkill', ['/pid', String(group), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  if (group !== undefined) send(-group, signal);
  if (process.platform === 'linux') for (const { pid } of survivors(undefined, id)) send(pid, signal);
}

/** True while there is such a process, even one that belongs to somebody else. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // gone, or not ours to end
  }
}

function groupSurvivors(group: number | undefined): Survivor[] {
  if (group === undefined) return [];
  if (process.platform === 'win32') return isAlive(group) ? [{ pid: group, command: '' }] : [];
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,pgid=,stat=,comm='], { encoding: 'utf8' });
  return (stdout ?? '')
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line))
    .filter((parts) => parts !== null && Number(parts[2]) === group && !parts[3]!.startsWith('Z'))
    .map((parts) => ({ pid: Number(parts![1]), command: parts![4]! }));
}

/** The name may hold spaces and brackets: what follows its last bracket is in columns. */
function readStat(pid: number): { name: string; state: string; group: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const close = stat.lastIndexOf(')');
    const [state = '', , group = ''] = stat.slice(close + 2).split(' ', 3);
    return { name: stat.slice(stat.indexOf('(') + 1, close), state, group: Number(group) };
  } catch {
    return undefined;
  }
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
  } catch {
    return []; // gone, or somebody else's
  }
}

function commandOf(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim() || name;
  } catch {
    return name;
  }
}

/**
 * A child's end, seen without an event loop. Node learns of it when the loop of the thread that started the child turns;
 * but that thread may be blocked (in a loop that asks isAlive()), or gone. Linux tells of a child that waits to be
 * reaped in /proc; elsewhere the loop must turn.
 */
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { actorKey } from '../../trace/schema.ts';
import { recordEndOf } from '../record/install.ts';
import { type EntryFacts, isRunning, markEnded, running } from './registry.ts';

const isLinux = process.platform === 'linux';
/** Fields of /proc/<pid>/stat, counted from behind the command in parentheses. */
const STATE = 0;
const EXIT_CODE = 49;

const nameOf = (signal: number) => Object.entries(constants.signals).find(([, number]) => number === signal)?.[0] ?? '';

/** Takes note of a child's end. */
export function lookAfter(child: EntryFacts): void {
  if (!isLinux || child.pid === 0 || !isRunning(child)) return;
  let text: string;
  try {
    text = readFileSync(`/proc/${child.pid}/stat`, 'latin1');
  } catch {
    // Its starter's loop has seen it and tells in a moment, unless the starter is gone.
    if (child.owner !== 0 && !running('thread').some(({ number }) => number === child.owner)) markEnded(child);
    return;
  }
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  if (fields[STATE] !== 'Z' && fields[STATE] !== 'X') return;
  // As wait() gives it: the signal in the low seven bits, else the code in the next byte.
  const status = Number(fields[EXIT_CODE]);
  const signal = status & 0x7f;
  // Who is killed cannot tell of it.
  if (signal !== 0) recordEndOf(actorKey(child.pid, 0), { reason: 'signal', signal: nameOf(signal) });
  markEnded(child, signal !== 0 ? -signal : (status >> 8) & 0xff);
}

/** Says in one sentence what became of a run. */
import { basename } from 'node:path';
import type { RunResult } from './types.ts';

/** All that the sentence is made of. */
export interface Ending extends Omit<RunResult, 'message'> {
  readonly program: string;
  readonly timeoutMs?: number;
  /** What the main thread's uncaught error said. */
  readonly error?: string;
  /** Why it never ran. */
  readonly failure?: string;
}

/** The sentence. */
export function messageOf(ending: Ending): string {
  return `${whatHappened(ending)}${leftovers(ending.leftBehind)}.`;
}

/** 1.2 s, 340 ms, 2 min 5 s. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1).replace(/\.0$/, '')} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1000)} s`;
}

function whatHappened(ending: Ending): string {
  const name = basename(ending.program);
  const after = `after ${duration(ending.durationMs)}`;
  switch (ending.reason) {
    case 'failed-to-start':
      return (ending.failure ?? `${name} did not start`).replace(/\.$/, '');
    case 'timeout':
      return `${name} was stopped because its time of ${duration(ending.timeoutMs ?? 0)} was over`;
    case 'stopped':
      return `${name} was stopped ${after}`;
    case 'killed':
      return `${name} was killed by ${ending.signal} ${after}`;
    case 'ended':
      if (ending.error !== undefined)
        return `${name} failed ${after} with ${firstLine(ending.error)} (exit code ${ending.exitCode})`;
      return ending.exitCode === 0
        ? `${name} ended ${after}`
        : `${name} ended with exit code ${ending.exitCode} ${after}`;
  }
}

function firstLine(text: string): string {
  const line = text.split('\n', 1)[0]!.trim().replace(/\.$/, '');
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}

function leftovers(processes: RunResult['leftBehind']): string {
  if (processes.length === 0) return '';
  const named = processes.slice(0, 3).map(({ pid, command }) => `${shorten(command)} (pid ${pid})`);
  if (processes.length > 3) named.push(`${processes.length - 3} more`);
  const [what, it] = processes.length === 1 ? ['a process', 'it'] : [`${processes.length} processes`, 'them'];
  return ` and left ${what} behind, and Heddle ended ${it}: ${named.join(', ')}`;
}

/** Paths by their last part: `node server.mjs`. */
function shorten(command: string): string {
  const words = command.split(' ').map((word) => (word.includes('/') ? basename(word) : word));
  const short = words.join(' ');
  return short.length > 60 ? `${short.slice(0, 59)}…` : short;
}

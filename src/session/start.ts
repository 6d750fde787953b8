/** Starts runs. */
import { randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { openEventPipe } from './event-pipe.ts';
import { Guardian } from './guardian.ts';
import { findNode } from './node.ts';
import { ProgramRun, type Start } from './run.ts';
import { sweepLeftovers } from './sweep.ts';
import type { Run, RunOptions } from './types.ts';

/** Starts a program in a process of its own. Never throws: what goes wrong is told by `ended`. */
export function startRun(options: RunOptions): Run {
  const id = randomBytes(12).toString('hex');
  return new ProgramRun(id, options, () => prepare(id, options));
}

/** Why a file cannot be a program, in words; undefined when it may be one. */
export function programProblem(program: string): string | undefined {
  const stat = statSync(program, { throwIfNoEntry: false });
  if (!stat) return `There is no file ${program}.`;
  if (stat.isDirectory()) return `${program} is a folder, not a program.`;
  if (!/\.[cm]?[jt]s$/.test(program))
    return `${basename(program)} is not a program that Heddle can run: a .ts, .mts, .js or .mjs file is.`;
  return undefined;
}

async function prepare(id: string, options: RunOptions): Promise<Start> {
  const problem = programProblem(options.program);
  if (problem !== undefined) throw new Error(problem);
  if (!existsSync(join(options.runtimeDir, 'register.js')))
    throw new Error(`Heddle's runtime is not in ${options.runtimeDir}: build Heddle first (npm run build).`);
  void sweepLeftovers();
  const node = findNode(options.nodePath, options.runtimeDir);
  const pipe = process.platform === 'win32' ? Promise.resolve(undefined) : openEventPipe();
  const [foundNode, openPipe] = await Promise.allSettled([node, pipe]);
  if (foundNode.status === 'rejected' || openPipe.status === 'rejected') {
    if (openPipe.status === 'fulfilled') {
      openPipe.value?.closeWriter();
      openPipe.value?.reader.destroy();
    }
    throw foundNode.status === 'rejected' ? foundNode.reason : (openPipe as PromiseRejectedResult).reason;
  }
  return { node: foundNode.value, pipe: openPipe.value, guardian: new Guardian(id) };
}

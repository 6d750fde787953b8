/** What every thread that runs a target is born with. */
import { threadBuffer } from '../machine/threads.ts';
import { handedCode } from './code.ts';
import { entryUrl } from './entry.ts';
import { isHooked } from './hooks.ts';
import { childArguments } from './process-arguments.ts';
import { stripProgram } from './program-sources.ts';
import { registryBuffer } from './registry.ts';
import { processFacts } from './self.ts';
import { strippedSources } from './sources.ts';
import type { StartedBirth } from './thread-start.ts';

/** The birth of the thread of that number, without what it is to do. */
export function threadBirthOf(thread: number, name: string, daemon: boolean): StartedBirth {
  if (!isHooked) stripProgram(entryUrl);
  return {
    role: 'thread',
    thread,
    name,
    daemon,
    memory: threadBuffer(),
    registry: registryBuffer,
    entry: entryUrl,
    process: { ...processFacts, hooked: isHooked },
    nodeArguments: childArguments(),
    argv: process.argv.slice(1),
    sources: strippedSources(),
    code: handedCode(),
  };
}

/** The memory of each domain. */
import type { Domain, SharedMemory } from './memory.ts';
import { processMemory } from './processes.ts';
import { threadMemory } from './threads.ts';

/** The memory shared between the threads of this process, or between the processes of this program. */
export function memoryOf(domain: Domain): SharedMemory {
  return domain === 'threads' ? threadMemory() : processMemory();
}

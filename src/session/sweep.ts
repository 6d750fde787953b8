/** Clears away what sessions left in the temporary folder that were killed in the moment between making and unlinking it. */
import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FOLDER_PREFIX } from './event-pipe.ts';
import { isAlive } from './processes.ts';

/** Removes the folders whose owner is gone, and nothing else. Never throws. */
export async function sweepLeftovers(folder: string = tmpdir()): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(FOLDER_PREFIX)) continue;
    const owner = /^(\d+)-/.exec(name.slice(FOLDER_PREFIX.length))?.[1];
    if (owner === undefined || isAlive(Number(owner))) continue;
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => {});
  }
}

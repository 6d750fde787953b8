/** Keeps the last run on disk, so that it is still on the timeline after VS Code reloads. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunInfo } from '../trace/protocol.ts';
import { isHostMessage } from '../trace/protocol-check.ts';
import { deriveFindings } from './derive.ts';
import type { RunHistory } from './history.ts';

/** Longer runs are not kept. */
export const KEPT_BYTES = 64 * 1024 * 1024;

/** One run's description and frames in a folder of the workspace's storage. */
export class LastRun {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Keeps what the history shows, if it has ended; forgets the former when there is nothing to keep. */
  async save(history: RunHistory): Promise<void> {
    const { run, chunks, bytes } = history;
    if (run === undefined || run.live || bytes > KEPT_BYTES) return await rm(this.#path('json'), { force: true });
    await mkdir(this.#directory, { recursive: true });
    // The description comes last: it stands for the pair.
    await rm(this.#path('json'), { force: true });
    await writeFile(this.#path('frames'), chunks);
    await writeFile(this.#path('json.tmp'), JSON.stringify(run));
    await rename(this.#path('json.tmp'), this.#path('json'));
  }

  /** Brings the kept run back into a history that shows nothing. */
  async restore(history: RunHistory): Promise<void> {
    let run: RunInfo;
    let frames: Uint8Array;
    try {
      const message: unknown = { type: 'ended', run: JSON.parse(await readFile(this.#path('json'), 'utf8')) };
      if (!isHostMessage(message) || message.type !== 'ended') return;
      run = { ...message.run, live: false };
      frames = await readFile(this.#path('frames'));
    } catch {
      return; // nothing was kept
    }
    if (history.run !== undefined) return;
    history.begin(run);
    history.add(frames);
    history.end(run);
    void deriveFindings(history).catch(() => {}); // the run is there without them
  }

  #path(ending: string): string {
    return join(this.#directory, `last-run.${ending}`);
  }
}

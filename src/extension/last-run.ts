/**
 * Keeps the last two runs on disk, so that they are still there after VS Code reloads. While a window reloads, the extension
 * of the old window may still be writing when that of the new one reads: what is kept is replaced in one step, and what
 * lies there already is left alone.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RunInfo } from '../trace/protocol.ts';
import { isHostMessage } from '../trace/protocol-check.ts';
import { deriveFindings } from './derive.ts';
import type { KeptRun, RunHistory } from './history.ts';

/** Longer runs are not kept. */
export const KEPT_BYTES = 64 * 1024 * 1024;

/** Of so many workspaces, those used last. */
const KEPT_WORKSPACES = 20;

const INDEX = 'last-run.json';
const FRAMES = '.frames';

/**
 * Where the runs of a workspace are kept. VS Code's own folder for a workspace will not do: while the extension host of the
 * former window still lives, a reloaded window is given another, empty one.
 */
export function runsDirectory(storage: string, workspace: string): string {
  return join(storage, 'runs', createHash('sha256').update(workspace).digest('hex').slice(0, 16));
}

/** The latest runs in a workspace's folder: an index, and a file of frames for each. */
export class LastRun {
  readonly #directory: string;
  /** One write at a time. */
  #writing: Promise<void> = Promise.resolve();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Keeps what the history shows and the run before it, once it has ended. */
  save(history: RunHistory): Promise<void> {
    const { run, chunks, bytes, previous } = history;
    if (run === undefined || run.live) return this.#writing;
    if (bytes > KEPT_BYTES) return this.forget();
    const latest = { run, chunks };
    return this.#next(() => this.#write(previous === undefined ? [latest] : [latest, previous]));
  }

  /** Keeps nothing any more. */
  forget(): Promise<void> {
    return this.#next(() => this.#write([]));
  }

  /** Brings the kept runs back into a history that shows nothing. */
  async restore(history: RunHistory): Promise<void> {
    const kept: KeptRun[] = [];
    try {
      for (const run of await this.#index()) {
        const frames = await readFile(this.#path(run.id + FRAMES));
        kept.unshift({ run: { ...run, live: false }, chunks: [frames] });
      }
    } catch {
      return; // nothing was kept
    }
    if (history.run !== undefined || kept.length === 0) return;
    for (const { run, chunks } of kept) {
      history.begin(run);
      for (const chunk of chunks) history.add(chunk);
    }
    history.end(kept.at(-1)!.run);
    void deriveFindings(history).catch(() => {}); // the run is there without them
  }

  #next(work: () => Promise<void>): Promise<void> {
    const done = this.#writing.then(work);
    this.#writing = done.catch(() => {});
    return done;
  }

  /** `runs`: the latest first. */
  async #write(runs: readonly KeptRun[]): Promise<void> {
    const before = await this.#index().catch(() => []);
    if (runs.map(({ run }) => run.id).join() === before.map(({ id }) => id).join()) return;
    await mkdir(this.#directory, { recursive: true });
    for (const { run, chunks } of runs)
      if (!before.some(({ id }) => id === run.id)) await writeFile(this.#path(run.id + FRAMES), chunks);
    await writeFile(this.#path(`${INDEX}.tmp`), JSON.stringify(runs.map(({ run }) => run)));
    await rename(this.#path(`${INDEX}.tmp`), this.#path(INDEX));
    const needed = runs.map(({ run }) => run.id + FRAMES);
    for (const name of await readdir(this.#directory))
      if (name.endsWith(FRAMES) && !needed.includes(name)) await rm(this.#path(name), { force: true });
    await this.#forgetWorkspaces();
  }

  /** Nobody else would ever remove what belongs to a workspace that is gone. */
  async #forgetWorkspaces(): Promise<void> {
    const parent = dirname(this.#directory);
    const folders = await Promise.all(
      (await readdir(parent)).map(async (name) => {
        const path = join(parent, name);
        const used = await stat(path).catch(() => undefined); // another window removes too
        return { path, usedMs: used?.mtimeMs ?? 0 };
      }),
    );
    folders.sort((a, b) => b.usedMs - a.usedMs);
    for (const { path } of folders.slice(KEPT_WORKSPACES)) await rm(path, { recursive: true, force: true });
  }

  async #index(): Promise<RunInfo[]> {
    const index: unknown = JSON.parse(await readFile(this.#path(INDEX), 'utf8'));
    if (!Array.isArray(index)) return [];
    const messages = index.map((run: unknown): unknown => ({ type: 'ended', run }));
    return messages.flatMap((message) => {
      const run = isHostMessage(message) && message.type === 'ended' ? message.run : undefined;
      return run !== undefined && /^[\w-]+$/.test(run.id) ? [run] : [];
    });
  }

  #path(name: string): string {
    return join(this.#directory, name);
  }
}

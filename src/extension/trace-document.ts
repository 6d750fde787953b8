/**
 * A `.heddle` file as a history that goes along with the file: what a program still writes appears as it comes, a file
 * that is written anew begins anew. Whether a program still writes is told by the trace (a process has not ended) and by
 * the clock (the file has changed lately).
 */
import { open } from 'node:fs/promises';
import { basename, posix } from 'node:path';
import * as vscode from 'vscode';
import type { TraceModel } from '../trace/model.ts';
import type { RunInfo } from '../trace/protocol.ts';
import { FILE_HEADER_BYTES, parseFileHeader } from '../trace/trace-file.ts';
import { deriveFindings } from './derive.ts';
import { RunHistory } from './history.ts';

/** A file that has not changed for so long is taken for finished, until it changes. */
const QUIET_MS = 10_000;
/** A watcher takes its time to begin and may miss what comes meanwhile: so often it is looked after, while it matters. */
const LOOK_MS = 1000;

/** The frames of a file; throws in words when it is not a trace that can be read. */
export async function readTrace(uri: vscode.Uri): Promise<Uint8Array> {
  const bytes = await vscode.workspace.fs.readFile(uri);
  assertTrace(uri, bytes, false);
  return bytes.subarray(FILE_HEADER_BYTES);
}

function assertTrace(uri: vscode.Uri, bytes: Uint8Array, maybeMore: boolean): void {
  const { t } = vscode.l10n;
  const name = basename(uri.path);
  const header = parseFileHeader(bytes);
  if (header.kind === 'newer') throw new Error(t('{0} was written by a newer version of Heddle.', name));
  if (header.kind !== 'ok' && !(maybeMore && header.kind === 'too-short'))
    throw new Error(t('{0} is not a Heddle trace.', name));
}

/** One open file. */
export class TraceFile implements vscode.Disposable {
  readonly history = new RunHistory();
  readonly #uri: vscode.Uri;
  readonly #watcher: vscode.FileSystemWatcher;
  readonly #run: RunInfo;
  /** Bytes of the file that are in the history, its header included. */
  #taken = 0;
  /** What tells that the program has ended; read only of files that may still grow. */
  #model: TraceModel | undefined;
  #reading: Promise<void> = Promise.resolve();
  #quiet: ReturnType<typeof setTimeout> | undefined;
  #look: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  private constructor(uri: vscode.Uri) {
    this.#uri = uri;
    // The trace may come from anywhere: its own word on where its program lay does not count as the user's.
    this.#run = { id: uri.toString(), title: basename(uri.path), program: uri.fsPath, live: false };
    const folder = uri.with({ path: posix.dirname(uri.path) });
    const pattern = new vscode.RelativePattern(folder, globbed(basename(uri.path)));
    this.#watcher = vscode.workspace.createFileSystemWatcher(pattern, false, false, true);
    this.#watcher.onDidChange(() => this.#soon());
    this.#watcher.onDidCreate(() => this.#soon());
  }

  /** Reads a file and goes on watching it; throws in words when it is not a trace that can be read. */
  static async open(uri: vscode.Uri): Promise<TraceFile> {
    const file = new TraceFile(uri);
    try {
      const { mtime } = await vscode.workspace.fs.stat(uri);
      const bytes = await vscode.workspace.fs.readFile(uri);
      const recent = Date.now() - mtime < QUIET_MS;
      assertTrace(uri, bytes, recent);
      file.history.begin({ ...file.#run, live: recent });
      await file.#take(bytes, recent);
      if (!recent) file.#end();
      file.#lookLater();
    } catch (error) {
      file.dispose();
      throw error;
    }
    return file;
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#quiet);
    clearTimeout(this.#look);
    this.#watcher.dispose();
    this.history.clear();
  }

  /** The file has changed: what is new in it is read after what is being read. */
  #soon(): void {
    this.#reading = this.#reading.then(() => this.#more()).catch(() => {}); // the file may be gone, or come back later
  }

  /** Looks once more after a while, and goes on looking while the program writes. */
  #lookLater(): void {
    clearTimeout(this.#look);
    this.#look = setTimeout(() => {
      this.#soon();
      if (this.history.run?.live) this.#lookLater();
    }, LOOK_MS);
  }

  async #more(): Promise<void> {
    if (this.#disposed) return;
    const { size } = await vscode.workspace.fs.stat(this.#uri);
    if (size === this.#taken) return;
    if (size < this.#taken) {
      this.#taken = 0;
      this.#model = undefined;
      this.history.begin({ ...this.#run, live: true });
    }
    const bytes = await readFrom(this.#uri, this.#taken, size);
    if (this.#disposed || bytes.byteLength === 0) return;
    if (this.#taken === 0) assertTrace(this.#uri, bytes, true);
    this.#resume();
    await this.#take(bytes, true);
  }

  /** What was taken for finished goes on. */
  #resume(): void {
    if (this.history.run?.live) return;
    const chunks = [...this.history.chunks];
    this.history.begin({ ...this.#run, live: true });
    for (const chunk of chunks) this.history.add(chunk);
    this.#lookLater();
  }

  async #take(bytes: Uint8Array, growing: boolean): Promise<void> {
    const header = this.#taken === 0 ? FILE_HEADER_BYTES : 0;
    // Less than a header is read again when there is more.
    if (bytes.byteLength < header) return;
    this.#taken += bytes.byteLength;
    const frames = bytes.subarray(header);
    this.history.add(frames);
    if (!growing) return;
    if (await this.#isOver(frames)) this.#end();
    else {
      clearTimeout(this.#quiet);
      this.#quiet = setTimeout(() => this.#end(), QUIET_MS);
    }
  }

  /** Whether all of the program's processes have told of their ends. */
  async #isOver(frames: Uint8Array): Promise<boolean> {
    if (this.#model === undefined) {
      const { TraceModel: Model } = await import('../trace/model.ts');
      this.#model = new Model();
      for (const chunk of this.history.chunks) this.#model.append(chunk);
    } else this.#model.append(frames);
    const processes = this.#model.actors.filter(({ kind }) => kind === 'process');
    return processes.length > 0 && processes.every(({ exit }) => exit !== undefined);
  }

  #end(): void {
    clearTimeout(this.#quiet);
    if (this.#disposed) return;
    this.history.end(this.#run);
    void deriveFindings(this.history).catch(() => {}); // the trace is shown without them
  }
}

async function readFrom(uri: vscode.Uri, from: number, to: number): Promise<Uint8Array> {
  if (uri.scheme !== 'file') return (await vscode.workspace.fs.readFile(uri)).subarray(from);
  await using file = await open(uri.fsPath, 'r');
  const bytes = new Uint8Array(to - from);
  const { bytesRead } = await file.read(bytes, 0, bytes.byteLength, from);
  return bytes.subarray(0, bytesRead);
}

/** A name as a glob that matches it alone. */
function globbed(name: string): string {
  return name.replaceAll(/[[\]{}*?]/g, (special) => `[${special}]`);
}

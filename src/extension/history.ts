/**
 * The run that is on the timeline, as the raw frames it sent. Pages come and go (hidden, moved, reloaded); whoever
 * opens one replays this.
 */
import type { Finding } from '../trace/analysis/finding.ts';
import type { RunInfo } from '../trace/protocol.ts';

/** What a history tells those who show it. */
export interface HistoryListener {
  /** Another run (or none) is shown from now on. */
  reset(): void;
  /** Frames were added. */
  grown(): void;
  /** Something was found to be wrong with the run: all findings so far. */
  found(findings: readonly Finding[]): void;
  /** The run ended; its summary is in `run`. */
  ended(run: RunInfo): void;
}

/** A run and its frames. */
export interface KeptRun {
  readonly run: RunInfo;
  readonly chunks: readonly Uint8Array[];
}

/** Longer runs are not kept beside the one that is shown. */
const PREVIOUS_BYTES = 64 * 1024 * 1024;

/** A place in the stream of frames. */
export interface Cursor {
  chunk: number;
  offset: number;
}

/** The run shown and its frames so far. */
export class RunHistory {
  #run: RunInfo | undefined;
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  #findings: readonly Finding[] = [];
  #previous: KeptRun | undefined;
  readonly #listeners = new Set<HistoryListener>();

  get run(): RunInfo | undefined {
    return this.#run;
  }

  /** Bytes of frames so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The frames so far, in order. */
  get chunks(): readonly Uint8Array[] {
    return this.#chunks;
  }

  /** The run that was shown before, if it was not too long to keep. */
  get previous(): KeptRun | undefined {
    return this.#previous;
  }

  /** What was found to be wrong with the run so far. */
  get findings(): readonly Finding[] {
    return this.#findings;
  }

  /** Shows this run; the former one is the previous one from now on. */
  begin(run: RunInfo): void {
    if (this.#run !== undefined && this.#run.id !== run.id && this.#bytes > 0) {
      const kept = { run: { ...this.#run, live: false }, chunks: this.#chunks };
      this.#previous = this.#bytes <= PREVIOUS_BYTES ? kept : undefined;
    }
    this.#replace(run);
  }

  /** Adds frames; the bytes belong to the history from now on. */
  add(bytes: Uint8Array): void {
    if (bytes.byteLength === 0) return;
    this.#chunks.push(bytes);
    this.#bytes += bytes.byteLength;
    for (const listener of this.#listeners) listener.grown();
  }

  /** Adds something that is wrong with the run. */
  addFinding(finding: Finding): void {
    this.#findings = [...this.#findings, finding];
    for (const listener of this.#listeners) listener.found(this.#findings);
  }

  /** Says all that is wrong with a run that is over. */
  setFindings(findings: readonly Finding[]): void {
    this.#findings = findings;
    for (const listener of this.#listeners) listener.found(this.#findings);
  }

  /** The run ended: `run` says how. */
  end(run: RunInfo): void {
    this.#run = run;
    for (const listener of this.#listeners) listener.ended(run);
  }

  /** Shows nothing. */
  clear(): void {
    this.#replace(undefined);
  }

  /** Up to `most` bytes from the cursor on, which moves behind them; undefined when there are none yet. The result owns its buffer. */
  read(cursor: Cursor, most: number): Uint8Array | undefined {
    const parts: Uint8Array[] = [];
    let length = 0;
    while (cursor.chunk < this.#chunks.length && length < most) {
      const chunk = this.#chunks[cursor.chunk]!;
      const part = chunk.subarray(cursor.offset, cursor.offset + most - length);
      parts.push(part);
      length += part.byteLength;
      cursor.offset += part.byteLength;
      if (cursor.offset === chunk.byteLength) {
        cursor.chunk++;
        cursor.offset = 0;
      }
    }
    if (length === 0) return undefined;
    // Posting a view into a larger buffer would send all of that buffer.
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.byteLength;
    }
    return bytes;
  }

  listen(listener: HistoryListener): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  #replace(run: RunInfo | undefined): void {
    this.#run = run;
    this.#chunks = [];
    this.#bytes = 0;
    this.#findings = [];
    for (const listener of this.#listeners) listener.reset();
  }
}

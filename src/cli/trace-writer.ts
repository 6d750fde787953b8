/** Appends a run's frames to a trace file as they come. */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Run } from '../session/types.ts';
import { fileHeader } from '../trace/trace-file.ts';
import { UsageError } from './exit-codes.ts';

/** Opens the file at once, so that a wrong path is told before anything runs. */
export class TraceWriter {
  readonly #fd: number;
  constructor(file: string) {
    try {
      this.#fd = openSync(file, 'w');
    } catch (error) {
      throw new UsageError(`${file} cannot be written: ${(error as Error).message}`);
    }
    this.#write(fileHeader());
  }
  follow(run: Run): void {
    run.onFrames((bytes) => this.#write(bytes));
  }
  close(): void {
    closeSync(this.#fd);
  }
  #write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#fd, bytes, done);
  }
}

/** `heddle export`: a trace file in another format. */
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { chrome } from '../trace/export/chrome.ts';
import { csv } from '../trace/export/csv.ts';
import { jsonl } from '../trace/export/jsonl.ts';
import { TraceModel } from '../trace/model.ts';
import { existingFile } from './places.ts';
import { readTraceFile, tellDamage } from './read-trace.ts';

/** What a trace can be turned into. */
export const FORMATS = { chrome, csv, json: jsonl } as const;

export interface ExportFlags {
  readonly format: keyof typeof FORMATS;
  /** Where to; undefined or `-`: standard output. */
  readonly output?: string;
}

/** Writes a trace in another format; what is damaged is exported up to the damage, and that is said. */
export async function exportTrace(path: string, { format, output }: ExportFlags): Promise<number> {
  const model = await readTrace(existingFile(path, 'trace file'), path);
  const source = Readable.from(FORMATS[format](model));
  if (output === undefined || output === '-') {
    await pipeline(source, process.stdout as Writable, { end: false }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
    return 0;
  }
  // Whoever looks meanwhile sees the former file or none, never half of one.
  const partial = `${output}.partial`;
  try {
    await pipeline(source, createWriteStream(partial));
    await rename(partial, output);
    return 0;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** The model of a trace file, however much of it there is. */
async function readTrace(file: string, shown: string): Promise<TraceModel> {
  const model = new TraceModel(true);
  await readTraceFile(file, shown, model, (bytes) => model.append(bytes));
  model.complete();
  tellDamage(model, shown);
  return model;
}

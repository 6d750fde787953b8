/** `heddle export`: a trace file in another format. */
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { chrome } from '../trace/export/chrome.ts';
import { csv } from '../trace/export/csv.ts';
import { jsonl } from '../trace/export/jsonl.ts';
import { TraceModel } from '../trace/model.ts';
import { FILE_HEADER_BYTES, parseFileHeader } from '../trace/trace-file.ts';
import { UsageError } from './exit-codes.ts';
import { existingFile } from './places.ts';

/** What a trace can be turned into. */
export const FORMATS = { chrome, csv, json: jsonl } as const;

export interface ExportFlags {
  readonly format: keyof typeof FORMATS;
  /** Where to; undefined: standard output. */
  readonly output?: string;
}

/** Writes a trace in another format; what is damaged is exported up to the damage, and that is said. */
export async function exportTrace(path: string, { format, output }: ExportFlags): Promise<number> {
  const model = await readTrace(existingFile(path, 'trace file'), path);
  const source = Readable.from(FORMATS[format](model));
  if (output === undefined) {
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
export async function readTrace(file: string, shown: string): Promise<TraceModel> {
  const model = new TraceModel(true);
  let head: Uint8Array = new Uint8Array();
  let begun = false;
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Uint8Array>) {
    if (begun) model.append(chunk);
    else {
      head = Buffer.concat([head, chunk]);
      if (head.length < FILE_HEADER_BYTES) continue;
      checkHeader(head, shown);
      begun = true;
      model.append(head.subarray(FILE_HEADER_BYTES));
    }
    if (model.failure) break;
  }
  if (!begun) checkHeader(head, shown);
  model.complete();
  const { failure } = model;
  if (failure)
    process.stderr.write(
      `heddle: ${shown} is damaged at byte ${failure.offset} (${failure.reason}); what stands before it is used\n`,
    );
  else if (model.reader.pendingBytes > 0) process.stderr.write(`heddle: ${shown} was cut off; what is whole is used\n`);
  return model;
}

function checkHeader(bytes: Uint8Array, shown: string): void {
  const header = parseFileHeader(bytes);
  if (header.kind === 'not-a-trace') throw new UsageError(`${shown} is not a Heddle trace`);
  if (header.kind === 'too-short') throw new UsageError(`${shown} ends before a Heddle trace begins`);
  if (header.kind === 'newer')
    throw new UsageError(`${shown} was written by a newer Heddle (trace version ${header.version})`);
}

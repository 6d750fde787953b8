/** Reads trace files, however much of them there is. */
import { createReadStream } from 'node:fs';
import type { TraceModel } from '../trace/model.ts';
import { FILE_HEADER_BYTES, parseFileHeader } from '../trace/trace-file.ts';
import { UsageError } from './exit-codes.ts';

/**
 * Gives a trace file's frames to `take`, and says on standard error when the file is damaged or cut off. `model` is what
 * reads the frames. Throws a UsageError when the file is no trace.
 */
export async function readTraceFile(
  file: string,
  shown: string,
  model: TraceModel,
  take: (bytes: Uint8Array) => void,
): Promise<void> {
  let head: Uint8Array = new Uint8Array();
  let begun = false;
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Uint8Array>) {
    if (begun) take(chunk);
    else {
      head = Buffer.concat([head, chunk]);
      if (head.length < FILE_HEADER_BYTES) continue;
      checkHeader(head, shown);
      begun = true;
      take(head.subarray(FILE_HEADER_BYTES));
    }
    if (model.failure) break;
  }
  if (!begun) checkHeader(head, shown);
}

/** Says what of a trace could not be read, when it has been read to its end. */
export function tellDamage({ failure, reader }: TraceModel, shown: string): void {
  if (failure)
    process.stderr.write(
      `heddle: ${shown} is damaged at byte ${failure.offset} (${failure.reason}); what stands before it is used\n`,
    );
  else if (reader.pendingBytes > 0) process.stderr.write(`heddle: ${shown} was cut off; what is whole is used\n`);
}

function checkHeader(bytes: Uint8Array, shown: string): void {
  const header = parseFileHeader(bytes);
  if (header.kind === 'not-a-trace') throw new UsageError(`${shown} is not a Heddle trace`);
  if (header.kind === 'too-short') throw new UsageError(`${shown} ends before a Heddle trace begins`);
  if (header.kind === 'newer')
    throw new UsageError(`${shown} was written by a newer Heddle (trace version ${header.version})`);
}

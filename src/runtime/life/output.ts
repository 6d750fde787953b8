/**
 * Output appears when it is printed. Node sends a worker's output through the main thread's event loop, which shows it
 * late, in another order, or never; here each thread writes it itself, synchronously, and tells the recorder.
 */
import { fstatSync, writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import { isatty } from 'node:tty';
import { isMainThread } from '../main-thread.ts';
import { recordOutput, recordsOutput } from '../record/output.ts';

const pause = new Int32Array(new SharedArrayBuffer(4));

/** Streams whose reader has gone: finding that out again at every line would take far longer than writing it. */
const deserted = new Set<number>();

/** Writes all of it, whatever the reader's pace; a reader that has gone takes nothing more, and that is no error. */
export function writeWhole(fd: number, bytes: Uint8Array): void {
  if (deserted.has(fd)) return;
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(fd, bytes, done, bytes.length - done);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EAGAIN') Atomics.wait(pause, 0, 0, 1);
      else if (code !== 'EINTR') {
        if (code === 'EPIPE') deserted.add(fd);
        return;
      }
    }
  }
}

/** A stream that writes at once. No class: the module it would extend takes 2 ms to load, and many programs print nothing. */
function directStream(fd: 1 | 2): NodeJS.WriteStream {
  const stream = new Writable({
    decodeStrings: true,
    autoDestroy: false,
    write(chunk: Buffer, _encoding, done) {
      writeWhole(fd, chunk);
      if (recordsOutput()) recordOutput(fd, chunk);
      done();
    },
    destroy(_error, done) {
      done(null);
    },
  });
  return Object.assign(stream, { fd, isTTY: isatty(fd) ? true : undefined }) as unknown as NodeJS.WriteStream;
}

function define(name: 'stdout' | 'stderr', get: () => NodeJS.WriteStream): void {
  let stream: NodeJS.WriteStream | undefined;
  Object.defineProperty(process, name, {
    configurable: true,
    enumerable: true,
    get: () => {
      stream ??= get();
      return stream;
    },
  });
}

/** A main thread's own stream, with the recorder listening. */
function overheard(fd: 1 | 2, stream: NodeJS.WriteStream): NodeJS.WriteStream {
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
  stream.write = ((chunk: unknown, ...rest: unknown[]) => {
    const written = write(chunk, ...rest);
    if (typeof chunk === 'string') {
      recordOutput(fd, Buffer.from(chunk, typeof rest[0] === 'string' ? (rest[0] as BufferEncoding) : 'utf8'));
    } else if (chunk instanceof Uint8Array) recordOutput(fd, chunk);
    return written;
  }) as typeof stream.write;
  return stream;
}

/** Node writes to a pipe from its event loop once that is full, and forgets the rest at process.exit. */
function isPipe(fd: number): boolean {
  try {
    const stat = fstatSync(fd);
    return stat.isFIFO() || stat.isSocket();
  } catch {
    return false;
  }
}

let installed = false;

/**
 * Sets this thread's standard streams up. A main thread keeps Node's for files and terminals (they write at once, and
 * know about terminals), and so lazily that a program that prints nothing pays nothing.
 */
export function installOutput(): void {
  if (installed) return;
  installed = true;
  for (const [name, fd] of [
    ['stdout', 1],
    ['stderr', 2],
  ] as const) {
    const former = Object.getOwnPropertyDescriptor(process, name)?.get;
    define(name, () => {
      if (!isMainThread || !former || isPipe(fd)) return directStream(fd);
      const stream = former.call(process) as NodeJS.WriteStream;
      return recordsOutput() ? overheard(fd, stream) : stream;
    });
  }
}

/** Resolves when Node has written what was printed through it before our own streams were set up. */
export async function drainOutput(): Promise<void> {
  const { _stdout, _stderr } = console as unknown as Record<'_stdout' | '_stderr', NodeJS.WriteStream | undefined>;
  for (const stream of [_stdout, _stderr]) {
    if (stream && stream.writableLength > 0) await new Promise((done) => stream.write('', done));
  }
}

/** Reports on standard error, past whatever the program has made of process.stderr. */
export function report(text: string): void {
  const bytes = Buffer.from(text.endsWith('\n') ? text : `${text}\n`);
  writeWhole(2, bytes);
  if (recordsOutput()) recordOutput(2, bytes);
}

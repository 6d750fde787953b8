/** The runtime's own compiled code: handed on to every thread and child, so that it is compiled once for all of them. */
import { writeSync } from 'node:fs';
import { openNameless } from './birth.ts';

/** Names the inherited file of code to a child; load.ts, which stands alone, knows it by the same name. */
export const CODE_VARIABLE = 'HEDDLE_CODE_FD';

/** What load.ts knows of the compiled code. */
export interface HandedCode {
  /** What was handed to this thread, where V8 took it. */
  readonly given: Uint8Array | undefined;
  /** The inherited descriptor that it came from. */
  readonly fd: number | undefined;
  /** Makes it from what is compiled so far. */
  make(): Uint8Array;
}

/** Given by the build; there is none where the runtime runs from its sources. */
declare const __code: HandedCode | undefined;

let code: Uint8Array | undefined;
let fd: number | undefined;

/** What is handed on to a thread. */
export function handedCode(): Uint8Array | undefined {
  if (typeof __code === 'undefined' || __code === undefined) return undefined;
  code ??= __code.given ?? shared(__code.make());
  return code;
}

/** A nameless file with the same for child processes, made once; undefined where there is none. */
export function handedCodeFd(): number | undefined {
  if (fd !== undefined) return fd;
  const bytes = handedCode();
  if (bytes === undefined) return undefined;
  if (__code?.given !== undefined && __code.fd !== undefined) fd = __code.fd;
  else {
    fd = openNameless();
    for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done, done);
  }
  return fd;
}

/** One copy for all threads. */
function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

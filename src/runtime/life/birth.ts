/**
 * What a child process is told by its parent. It stands in a file that has no name any more: the parent makes it,
 * unlinks it at once and lets the child inherit it, so it neither fills up nor needs anybody's event loop, and
 * vanishes with the last of them. Behind the birth there is room for the child's last words.
 */
import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createUnlinkedFile } from '../machine/unlinked-file.ts';
import { isMainThread, MAILBOX_VARIABLE } from '../main-thread.ts';
import type { TargetPlace } from './entry.ts';
import type { ErrorRecord } from './error-record.ts';

/** How a child process begins. */
export interface ChildBirth {
  readonly name: string;
  readonly daemon: boolean;
  /** URL of the program's entry module. */
  readonly entry: string | undefined;
  /** Whether the program uses main(): then the entry module is evaluated in the child whatever its target is. */
  readonly program: boolean;
  readonly target: TargetPlace;
  /** process.argv from the program's path on. */
  readonly argv: readonly string[];
  readonly parentPid: number;
  /** The parent's actor in events. */
  readonly parent: number;
  readonly parentName: string;
  /** Inherited descriptors: absent where there is none. */
  readonly memoryFd?: number;
  readonly pipeFd?: number;
  /** Of a child that is started in advance: where it waits until there are orders, and a mailbox in which they lie then. */
  readonly bellFd?: number;
  readonly ordersFd?: number;
  readonly sites: boolean;
  /** Sources of modules whose types are already stripped, by URL. */
  readonly sources: Readonly<Record<string, string>>;
}

/** The child's last words. */
export interface LastWords {
  readonly exitCode: number;
  readonly error?: ErrorRecord;
}

/** Linux's flag of that name, without the directory flag that goes with it; node:fs does not list it. */
const O_TMPFILE = 0o20000000;
/** Lengths of the birth, the arguments and the last words; 1 once the arguments have been taken out. */
const HEADER = 16;
const TAKEN = 12;
/** Where the last words begin: a fixed offset would limit the birth, so the header names it. */
interface Layout {
  readonly birth: number;
  readonly args: number;
}

/** Writes a birth into a new nameless file and gives its descriptor. */
export function createMailbox(birth: ChildBirth, args: Uint8Array): number {
  const fd = openNameless();
  fillMailbox(fd, birth, args);
  return fd;
}

/** Writes a birth into an empty mailbox. */
export function fillMailbox(fd: number, birth: ChildBirth, args: Uint8Array): void {
  const text = Buffer.from(JSON.stringify(birth));
  const header = Buffer.alloc(HEADER);
  header.writeUInt32LE(text.length, 0);
  header.writeUInt32LE(args.length, 4);
  writeAll(fd, Buffer.concat([header, text, args]), 0);
}

/** A file without a name: Linux can make one so; elsewhere it loses its name at once, or with its last user. */
export function openNameless(): number {
  if (process.platform === 'linux') {
    try {
      return openSync(tmpdir(), constants.O_RDWR | constants.O_DIRECTORY | O_TMPFILE, 0o600);
    } catch {
      // Not every file system can.
    }
  }
  return createUnlinkedFile(0);
}

function writeAll(fd: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(fd, bytes, done, bytes.length - done, position + done);
  }
}

function readAt(fd: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const read = readSync(fd, bytes, done, length - done, position + done);
    if (read === 0) break;
    done += read;
  }
  return bytes.subarray(0, done);
}

function layout(fd: number): Layout {
  const header = readAt(fd, 0, HEADER);
  return { birth: header.readUInt32LE(0), args: header.readUInt32LE(4) };
}

/** Written by the child as its last deed. */
export function writeLastWords(fd: number, words: LastWords): void {
  const { birth, args } = layout(fd);
  const text = Buffer.from(JSON.stringify(words));
  writeAll(fd, text, HEADER + birth + args);
  // The length comes last: as long as it is missing, nothing has been said.
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length, 0);
  writeAll(fd, length, 8);
}

/** Said by the child when it takes its arguments in: from then on what they hold is its own. */
export function tellTaken(fd: number): void {
  writeAll(fd, Buffer.from([1]), TAKEN);
}

/** False when the child has ended without taking its arguments in. */
export function wereTaken(fd: number): boolean {
  return readAt(fd, TAKEN, 1)[0] === 1;
}

/** What the child has said at its end; undefined while it runs, and when it could not speak (killed). */
export function readLastWords(fd: number): LastWords | undefined {
  const length = readAt(fd, 8, 4).readUInt32LE(0);
  if (length === 0) return undefined;
  const { birth, args } = layout(fd);
  return JSON.parse(readAt(fd, HEADER + birth + args, length).toString()) as LastWords;
}

/** The descriptor of this process's own mailbox; undefined in a main program. */
export const mailboxFd: number | undefined = isMainThread ? inheritedMailbox() : undefined;

function inheritedMailbox(): number | undefined {
  const text = process.env[MAILBOX_VARIABLE];
  // Only for this very process: what it starts in other ways must not take itself for a child of Heddle's.
  delete process.env[MAILBOX_VARIABLE];
  if (text === undefined || !/^\d+$/.test(text)) return undefined;
  try {
    return fstatSync(Number(text)).isFile() ? Number(text) : undefined;
  } catch {
    return undefined;
  }
}

/** How this process was born; undefined in a main program, and in threads. */
export const childBirth: ChildBirth | undefined = mailboxFd === undefined ? undefined : readBirth(mailboxFd);

/** The birth that a mailbox tells of now. */
export function readBirth(fd: number): ChildBirth {
  return JSON.parse(readAt(fd, HEADER, layout(fd).birth).toString()) as ChildBirth;
}

/** The encoded arguments of this process's target. */
export function birthArguments(fd: number): Uint8Array {
  const { birth, args } = layout(fd);
  return readAt(fd, HEADER + birth, args);
}

/** Gives the parent's descriptor back. */
export function closeMailbox(fd: number): void {
  closeSync(fd);
}

/**
 * Waking event loops of other processes. A thread with asynchronous waits has a doorbell in shared memory: whose it is,
 * a pipe that its event loop reads, and what it waits for (a count for each of 64 groups of words). Whoever wakes the
 * waiters of a word looks through the bells and rings those whose group counts, by a byte into the pipe, which is opened
 * through /proc: nothing has a name, and nothing is left when either side dies.
 *
 * Where there is no /proc (macOS, Windows) nobody can be rung: waits look at their words every few milliseconds instead.
 * Where a pipe cannot be opened the waits still end: each looks at its word again every slice.
 */

import { closeSync, constants, existsSync, fstatSync, openSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { countTimer } from './keep-alive.ts';
import { BELL_SLOTS, BELL_WORDS, BELLS, RINGS_WANTED } from './layout.ts';
import type { SharedMemory } from './memory.ts';
import { ownerAlive, ownerId } from './owners.ts';
import { pipe } from './pipe.ts';

const canRing = process.platform !== 'win32' && existsSync('/proc/self/fd');
/** An asynchronous wait looks at its word at least this often, whatever else happens. */
const SLICE_MS = canRing ? 50 : 4;

const OWNER = 0;
const PID = 1;
const FD = 2;
/** Tells the pipe from a later file with the same descriptor. */
const INODE = 3;
/** 1: ring me; the one who rings sets it to 0, the one who was rung to 1 again. */
const ARMED = 4;
const GROUPS = 16;
const GROUP_COUNT = 64;

interface Wait {
  readonly word: number;
  readonly expected: number;
  readonly wake: (inTime: boolean) => void;
}

const groupOf = (word: number) => GROUPS + ((word >>> 4) & (GROUP_COUNT - 1));

export class Doorbell {
  readonly #memory: SharedMemory;
  readonly #waits = new Set<Wait>();
  /** Pipes of others that were opened, by their slot: the owner they belong to and the descriptor here. */
  readonly #ringers = new Map<number, { readonly owner: number; readonly fd: number }>();
  /** First word of this thread's bell; 0 before its first asynchronous wait. */
  #own = 0;

  constructor(memory: SharedMemory) {
    this.#memory = memory;
  }

  /** Wakes every event loop that may wait for the word. */
  ring(word: number): void {
    if (!canRing) return;
    const memory = this.#memory;
    const bells = memory.load(RINGS_WANTED);
    for (let slot = 0; slot < bells; slot++) {
      const bell = BELLS + slot * BELL_WORDS;
      if (memory.load(bell + groupOf(word)) <= 0) continue;
      if (memory.compareExchange(bell + ARMED, 1, 0) !== 1) continue;
      this.#ringOne(slot, bell);
    }
  }

  /** Waits for the word to change without blocking. */
  wait(word: number, expected: number, timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    this.#own ||= this.#install();
    const memory = this.#memory;
    const group = this.#own + groupOf(word);
    // First say that one waits, then look: whoever changes the word does it before looking who waits.
    memory.add(group, 1);
    memory.store(this.#own + ARMED, 1);
    if (memory.load(word) !== expected) {
      memory.add(group, -1);
      return Promise.resolve(true);
    }
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer);
        countTimer(-1);
        signal?.removeEventListener('abort', abort);
        this.#waits.delete(wait);
        memory.add(group, -1);
      };
      const wait: Wait = {
        word,
        expected,
        wake: (inTime) => {
          settle();
          resolve(inTime);
        },
      };
      const abort = () => {
        settle();
        reject(signal?.reason);
      };
      // The timer also keeps the event loop alive; the pipe does not.
      const timer = setTimeout(wait.wake, Math.min(timeoutMs, SLICE_MS), timeoutMs > SLICE_MS);
      countTimer(1);
      signal?.addEventListener('abort', abort, { once: true });
      this.#waits.add(wait);
    });
  }

  #rung(): void {
    this.#memory.store(this.#own + ARMED, 1);
    for (const wait of [...this.#waits]) {
      if (this.#memory.load(wait.word) !== wait.expected) wait.wake(true);
    }
  }

  /** Takes a free bell, or a dead thread's, and puts a pipe behind it. */
  #install(): number {
    const memory = this.#memory;
    const me = ownerId(memory);
    for (let slot = 0; slot < BELL_SLOTS; slot++) {
      const bell = BELLS + slot * BELL_WORDS;
      const owner = memory.load(bell + OWNER);
      if (owner !== 0 && ownerAlive(memory, owner)) continue;
      if (memory.compareExchange(bell + OWNER, owner, me) !== owner) continue;
      memory.store(bell + ARMED, 0);
      for (let i = 0; i < GROUP_COUNT; i++) memory.store(bell + GROUPS + i, 0);
      if (canRing) this.#openPipe(bell);
      for (let known = memory.load(RINGS_WANTED); known <= slot; known = memory.load(RINGS_WANTED)) {
        if (memory.compareExchange(RINGS_WANTED, known, slot + 1) === known) break;
      }
      memory.store(bell + ARMED, 1);
      return bell;
    }
    throw new Error(`more than ${BELL_SLOTS} threads wait asynchronously for primitives between processes`);
  }

  #openPipe(bell: number): void {
    const memory = this.#memory;
    const [reading, writing] = pipe();
    // One descriptor that is open both ways: the pipe never ends, and it is closed with this thread's event loop.
    const fd = openSync(`/proc/self/fd/${reading}`, constants.O_RDWR | constants.O_NONBLOCK);
    closeSync(reading);
    closeSync(writing);
    memory.store(bell + PID, process.pid);
    memory.store(bell + FD, fd);
    memory.store(bell + INODE, fstatSync(fd).ino | 0);
    const socket = new Socket({ fd, readable: true, writable: false });
    socket.on('data', () => this.#rung());
    socket.on('error', () => {});
    socket.unref();
  }

  #ringOne(slot: number, bell: number): void {
    const memory = this.#memory;
    const owner = memory.load(bell + OWNER);
    let ringer = this.#ringers.get(slot);
    if (ringer?.owner !== owner) {
      if (ringer) closeSync(ringer.fd);
      ringer = { owner, fd: openBell(memory, bell) };
      // Its owner may be just putting it up: next time there may be a pipe behind it.
      if (ringer.fd < 0) {
        this.#ringers.delete(slot);
        return;
      }
      this.#ringers.set(slot, ringer);
    }
    try {
      writeSync(ringer.fd, 'r');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EAGAIN') return;
      closeSync(ringer.fd);
      this.#ringers.delete(slot);
    }
  }
}

/** Opens another thread's pipe for writing; -1 when it cannot be had. */
function openBell(memory: SharedMemory, bell: number): number {
  let fd: number;
  try {
    fd = openSync(
      `/proc/${memory.load(bell + PID)}/fd/${memory.load(bell + FD)}`,
      constants.O_WRONLY | constants.O_NONBLOCK,
    );
  } catch {
    return -1;
  }
  const found = fstatSync(fd);
  if (found.isFIFO() && (found.ino | 0) === memory.load(bell + INODE)) return fd;
  closeSync(fd);
  return -1;
}

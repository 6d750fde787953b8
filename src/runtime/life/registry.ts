/**
 * Who lives in this process: its threads and its child processes, in one piece of memory that all its threads see.
 * A waiter of another's end needs nobody's event loop to turn but its own, and a handle made in any thread tells the truth.
 *
 * A slot is taken before its thread or child starts and freed by being taken again once it has ended; `number`
 * tells whether a slot still is the one that a handle means.
 */
import { threadBirth } from '../context.ts';
import { keepAlive, letGo } from '../machine/keep-alive.ts';
import { markUndisturbedAt, untilDisturbable } from '../machine/undisturbed.ts';

const HEADER_WORDS = 64;
const SLOT_WORDS = 64;
const NAME_WORD = 8;
const NAME_BYTES = (SLOT_WORDS - NAME_WORD) * 4;
const THREAD_SLOTS = 4096;
const CHILD_SLOTS = 4096;
/** Threads are numbered with 16 bits in events; 0 is the main thread. */
const MAX_NUMBER = 65535;

const NEXT_THREAD = 0;
const NEXT_CHILD = 1;
const THREAD_NAMES = 2;
const PROCESS_NAMES = 3;
/** Counts every start and end, so that one can wait for "something has changed". */
const CHANGES = 4;
/** See spawner.ts. */
export const SPAWNER_STATE = 5;
const MAIN_ENDED = 6;

// Words of a slot.
const NUMBER = 0;
const STATE = 1;
const DAEMON = 2;
const NAME_SIZE = 3;
const PID = 4;
const EXIT = 5;
const OWNER = 6;
/** Of a thread: whether it may be terminated now (see undisturbed.ts). */
const DISTURBABLE = 7;

// What a slot that was never taken holds is 0.
const RUNNING = 1;
const ENDED = 2;
/** Taken for a thread that is started in advance: it has a number, and does not count yet. */
const SPARE = 3;

/** Who terminates threads waits at most so long for what they must not be disturbed in: some 10 ms on an idle machine. */
export const QUIESCE_MS = 2000;

const BYTES = (HEADER_WORDS + (THREAD_SLOTS + CHILD_SLOTS) * SLOT_WORDS) * 4;
/** The registry's memory, handed on to every thread. Pages of it that nobody has touched take no room. */
export const registryBuffer: SharedArrayBuffer =
  (threadBirth?.registry as SharedArrayBuffer | undefined) ?? new SharedArrayBuffer(BYTES);
/** All of it as words. */
export const registry = new Int32Array(registryBuffer);

const utf8 = new TextEncoder();

/** The next number for a thread's (or process's) default name, as Python counts: per process, from 1. */
export function nextNameNumber(of: 'thread' | 'process'): number {
  return Atomics.add(registry, of === 'thread' ? THREAD_NAMES : PROCESS_NAMES, 1) + 1;
}

/** A thread or child process in the registry. */
export interface Entry {
  readonly of: 'thread' | 'child';
  /** Of a thread: its number within its process, from 1. Of a child: a number of its own. */
  readonly number: number;
  /** First word of its slot. */
  readonly slot: number;
}

/** Takes a slot. The thread (or child) counts as running from here on. */
export function register(of: 'thread' | 'child', name: string, daemon: boolean, owner: number): Entry {
  const entry = take(of, RUNNING);
  describe(entry, name, daemon, owner);
  Atomics.store(registry, entry.slot + NUMBER, entry.number);
  changed();
  return entry;
}

/** Takes a slot for a thread that is started in advance. */
export function reserveThread(): Entry {
  const entry = take('thread', SPARE);
  Atomics.store(registry, entry.slot + NUMBER, entry.number);
  return entry;
}
/** The thread that was started in advance counts as running from here on. */
export function claim(entry: Entry, name: string, daemon: boolean, owner: number): void {
  describe(entry, name, daemon, owner);
  Atomics.store(registry, entry.slot + STATE, RUNNING);
  changed();
}
/** Gives the slot of a thread back that was started in advance and ended without being claimed. */
export function releaseSpare({ slot }: Entry): void {
  Atomics.compareExchange(registry, slot + STATE, SPARE, ENDED);
}

function take(of: 'thread' | 'child', as: number): Entry {
  const [counter, slots, first] =
    of === 'thread'
      ? [NEXT_THREAD, THREAD_SLOTS, HEADER_WORDS]
      : [NEXT_CHILD, CHILD_SLOTS, HEADER_WORDS + THREAD_SLOTS * SLOT_WORDS];
  for (let attempt = 0; attempt < MAX_NUMBER; attempt++) {
    const number = (((Atomics.add(registry, counter, 1) >>> 0) % MAX_NUMBER) + 1) | 0;
    const slot = first + (number % slots) * SLOT_WORDS;
    const state = Atomics.load(registry, slot + STATE);
    // A slot that is being filled counts as running already.
    const isFree = state !== RUNNING && state !== SPARE;
    if (!isFree || Atomics.compareExchange(registry, slot + STATE, state, as) !== state) continue;
    Atomics.store(registry, slot + DISTURBABLE, 0);
    return { of, number, slot };
  }
  throw new RangeError(`more than ${slots} ${of === 'thread' ? 'threads' : 'child processes'} at the same time`);
}

function describe({ slot }: Entry, name: string, daemon: boolean, owner: number): void {
  const bytes = new Uint8Array(NAME_BYTES);
  const { written } = utf8.encodeInto(name, bytes);
  new Uint8Array(registryBuffer, (slot + NAME_WORD) * 4, NAME_BYTES).set(bytes);
  registry[slot + NAME_SIZE] = written;
  registry[slot + DAEMON] = daemon ? 1 : 0;
  registry[slot + PID] = 0;
  registry[slot + EXIT] = 0;
  registry[slot + OWNER] = owner;
}

/** Said by a thread at its start: its slot tells whether it may be terminated. */
export function announceDisturbance(slot: number): void {
  markUndisturbedAt(registry, slot + DISTURBABLE);
}
/** Waits until the thread may be terminated, at most timeoutMs. It does nothing any more that would forbid it. */
export function quiesce({ slot, number }: Entry, timeoutMs: number): void {
  if (Atomics.load(registry, slot + NUMBER) === number) untilDisturbable(registry, slot + DISTURBABLE, timeoutMs);
}

/** True while it has not ended. */
export function isRunning({ slot, number }: Entry): boolean {
  return Atomics.load(registry, slot + NUMBER) === number && Atomics.load(registry, slot + STATE) === RUNNING;
}

/** Tells everybody that it has ended; false when that was known already. */
export function markEnded(entry: Entry, exit = 0): boolean {
  if (!isRunning(entry)) return false;
  if (entry.of === 'child') Atomics.store(registry, entry.slot + EXIT, exit);
  const first = Atomics.compareExchange(registry, entry.slot + STATE, RUNNING, ENDED) === RUNNING;
  Atomics.notify(registry, entry.slot + STATE);
  changed();
  return first;
}

/** The pid of a child process, once it has started. */
export function setPid({ slot }: Entry, pid: number): void {
  Atomics.store(registry, slot + PID, pid);
}

/** What the registry knows of one entry. */
export interface EntryFacts extends Entry {
  readonly name: string;
  readonly daemon: boolean;
  readonly pid: number;
  readonly exit: number;
  /** Number of the thread that started it. */
  readonly owner: number;
}

/** Everybody of a kind who has not ended. */
export function running(of: 'thread' | 'child'): EntryFacts[] {
  const first = of === 'thread' ? HEADER_WORDS : HEADER_WORDS + THREAD_SLOTS * SLOT_WORDS;
  const slots = of === 'thread' ? THREAD_SLOTS : CHILD_SLOTS;
  const made = Atomics.load(registry, of === 'thread' ? NEXT_THREAD : NEXT_CHILD) >>> 0;
  const found: EntryFacts[] = [];
  // Numbers are given out in turn: before the first round is over, only the slots used so far can be taken.
  const last = made >= slots ? slots - 1 : made;
  for (let index = 0; index <= last; index++) {
    const slot = first + index * SLOT_WORDS;
    if (Atomics.load(registry, slot + STATE) !== RUNNING) continue;
    found.push(factsOf({ of, slot, number: Atomics.load(registry, slot + NUMBER) }));
  }
  return found.sort((a, b) => a.number - b.number);
}

/** What is known of an entry. */
export function factsOf(entry: Entry): EntryFacts {
  const { slot } = entry;
  const size = registry[slot + NAME_SIZE] ?? 0;
  const name = Buffer.from(new Uint8Array(registryBuffer, (slot + NAME_WORD) * 4, size)).toString();
  return {
    ...entry,
    name,
    daemon: registry[slot + DAEMON] === 1,
    pid: Atomics.load(registry, slot + PID),
    exit: Atomics.load(registry, slot + EXIT),
    owner: registry[slot + OWNER] ?? 0,
  };
}

/** The number of changes so far, to be handed to `waitForChange`. */
export function changes(): number {
  return Atomics.load(registry, CHANGES);
}
function changed(): void {
  Atomics.add(registry, CHANGES, 1);
  Atomics.notify(registry, CHANGES);
}
/** Waits, without blocking, until something has started or ended since `seen`, at most `timeoutMs`. */
export async function waitForChange(seen: number, timeoutMs = Number.POSITIVE_INFINITY): Promise<void> {
  await waitWord(CHANGES, seen, timeoutMs);
}

/** Waits for an entry's end without blocking; false when the time ran out. */
export async function waitForEnd(entry: Entry, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (isRunning(entry)) {
    const left = deadline - performance.now();
    if (left <= 0) return false;
    await waitWord(entry.slot + STATE, RUNNING, left);
  }
  return true;
}

/** Says that the main thread's own work has ended (its handle is no longer alive). */
export function markMainEnded(): void {
  Atomics.store(registry, MAIN_ENDED, 1);
  Atomics.notify(registry, MAIN_ENDED);
}
/** True until the main thread's own work has ended. */
export function isMainRunning(): boolean {
  return Atomics.load(registry, MAIN_ENDED) === 0;
}
/** Waits for the end of the main thread's own work. */
export async function waitForMain(timeoutMs: number): Promise<boolean> {
  if (isMainRunning()) await waitWord(MAIN_ENDED, 0, timeoutMs);
  return !isMainRunning();
}

/** Sleeps on a word without blocking; the event loop is kept alive meanwhile. */
export async function waitWord(word: number, expected: number, timeoutMs: number): Promise<void> {
  const result = Atomics.waitAsync(registry, word, expected, timeoutMs);
  if (!result.async) return;
  keepAlive();
  try {
    await result.value;
  } finally {
    letGo();
  }
}

/**
 * Who holds what. Every thread that takes a lock has a number in the memory that the lock lives in, and an entry under
 * it: its process, its kernel thread, when that started, and how it ended. Waiters look there, once in a while, whether
 * the holder still lives.
 *
 * How an end is noticed: a thread that ends on its own feet says so (`threadEnded`). One that vanishes (SIGKILL,
 * worker.terminate) is missed in /proc: its kernel thread is gone, or a zombie (whose parent may itself be blocked and
 * unable to reap it), or a younger one with the same number. Where there is no /proc the process is asked for by signal
 * 0, and threads are reported by whoever started them (`threadVanished`).
 *
 * Entries are reused in a ring of 65536; numbers go on to 2^24, so that a lock never takes a newcomer for its holder.
 */
import { type ActorKey, actorKey } from '../../trace/schema.ts';
import { threadNumber } from '../context.ts';
import { isTaskRunning, kernelThread, startOf } from './kernel-threads.ts';
import { LAST_OWNER, OWNER_SLOTS, OWNER_WORDS, OWNERS } from './layout.ts';
import type { Domain, SharedMemory } from './memory.ts';

/** A thread's number in one memory: 1 to OWNER_MASK. */
export type OwnerId = number;
/** The bits of a lock word that hold an owner's number. */
export const OWNER_MASK = 0xffffff;

const ID = 0;
const PID = 1;
const TID = 2;
const STARTED = 3;
const STATE = 4;
const THREAD = 5;

const ALIVE = 1;
const RETURNED = 2;
const DIED = 3;

/** How a thread is: still there, ended in the normal way, or dead (killed, terminated, an uncaught error). */
export type OwnerState = 'alive' | 'returned' | 'died';

const registered = new Map<Domain, { readonly memory: SharedMemory; readonly id: OwnerId }>();

const entryOf = (id: OwnerId) => OWNERS + (id % OWNER_SLOTS) * OWNER_WORDS;

/** This thread's number in a memory. */
export function ownerId(memory: SharedMemory): OwnerId {
  const known = registered.get(memory.domain);
  if (known) return known.id;
  const id = register(memory);
  registered.set(memory.domain, { memory, id });
  return id;
}

function register(memory: SharedMemory): OwnerId {
  for (let tries = 0; tries < OWNER_SLOTS; tries++) {
    const id = (memory.add(LAST_OWNER, 1) + 1) & OWNER_MASK;
    if (id === 0) continue;
    const entry = entryOf(id);
    const former = memory.load(entry + ID);
    if (former !== 0 && ownerState(memory, former) === 'alive') continue;
    const tid = kernelThread();
    memory.store(entry + STATE, 0);
    memory.store(entry + PID, process.pid);
    memory.store(entry + TID, tid);
    memory.store(entry + STARTED, startOf(process.pid, tid));
    memory.store(entry + THREAD, threadNumber);
    memory.store(entry + ID, id);
    memory.store(entry + STATE, ALIVE);
    return id;
  }
  throw new Error(`more than ${OWNER_SLOTS} living threads`);
}

/** How the owner with this number is. */
export function ownerState(memory: SharedMemory, id: OwnerId): OwnerState {
  const entry = entryOf(id);
  if (memory.load(entry + ID) !== id) return 'died';
  const state = memory.load(entry + STATE);
  if (state === RETURNED) return 'returned';
  if (state === DIED) return 'died';
  if (id === registered.get(memory.domain)?.id) return 'alive';
  const pid = memory.load(entry + PID);
  if (!isTaskRunning(pid, memory.load(entry + TID), memory.load(entry + STARTED))) {
    // It may have said how it ended between the two looks.
    return memory.load(entry + STATE) === RETURNED ? 'returned' : 'died';
  }
  return 'alive';
}

/** True unless the owner has ended, one way or the other. */
export function ownerAlive(memory: SharedMemory, id: OwnerId): boolean {
  return ownerState(memory, id) === 'alive';
}

/** The owner's number in events; undefined when its entry has been reused. */
export function ownerActor(memory: SharedMemory, id: OwnerId): ActorKey | undefined {
  const entry = entryOf(id);
  if (memory.load(entry + ID) !== id) return undefined;
  return actorKey(memory.load(entry + PID), memory.load(entry + THREAD));
}

/** Said by a thread's bootstrap as its last deed: `returned` when its target (or main) ended, else `died`. */
export function threadEnded(how: 'returned' | 'died'): void {
  for (const { memory, id } of registered.values()) {
    memory.compareExchange(entryOf(id) + STATE, ALIVE, how === 'returned' ? RETURNED : DIED);
  }
}

/** Said by whoever sees a thread of this process gone: if it did not say itself how it ended, it died. */
export function threadVanished(memory: SharedMemory, thread: number): void {
  const last = memory.load(LAST_OWNER);
  for (let id = Math.max(1, last - OWNER_SLOTS); id <= last; id++) {
    const entry = entryOf(id);
    if (memory.load(entry + PID) !== process.pid || memory.load(entry + THREAD) !== thread) continue;
    memory.compareExchange(entry + STATE, ALIVE, DIED);
  }
}

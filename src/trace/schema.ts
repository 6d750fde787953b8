/**
 * The event schema: what a program tells about itself. Versioned; the lists below are append-only because the
 * position of an entry is its number on the wire.
 *
 * Words: an *actor* is a process (its main thread) or a further thread of one; a *resource* is a lock, a semaphore,
 * a queue, ...; an *operation* has a begin, an end and an outcome, or is instant.
 */
export const SCHEMA_VERSION = 1;

/**
 * Operations. `session`, `actor`, `resource` and `site` are announcements: identities are told once, then numbers.
 * `actor` and `exit` are about the stream's own actor, or about the one that data `target` (actor key) names, when somebody
 * else tells it. A condition's wait holds the release of its lock and the acquire after it as operations of their own.
 */
export const OPS = [
  'session', // first record of a trace: data startNs (absolute), wallMs, program, node, schema, argv
  'actor', // an actor begins to exist: data name, daemon, kind ('process'|'thread'), parent (actor key), pid, tid
  'resource', // a resource is made: resource, site, data name, kind, domain ('threads'|'processes'), capacity, value, label (the type of its numbers), module (every thread and child has it)
  'site', // interned call site of this stream: data id, file (url or path), line, column, fn
  'start', // the actor starts another one: data target (actor key)
  'run', // the started actor begins its target function: data name
  'exit', // the actor ended: data reason (ExitReason), code, signal, error (message), rule (why it was ended)
  'join', // begin/end, outcome ok|timeout: data target (actor key), rule (when the runtime waits for it: the actor's own function has ended)
  'sleep', // begin/end: data ms
  'cpu', // begin/end: data ms
  'span', // begin/end: data name
  'mark', // instant: data text
  'output', // instant: data stream (1|2), text (one or more whole lines, shortened), size (bytes written)
  'acquire', // begin/end: lock kinds, semaphores, the lock of a condition. begin of any wait: ms when limited; mode ('read'|'write', rwlock). end: data value (permits left), depth, abandoned
  'release', // instant: data value (permits after), n, depth
  'wait', // begin/end: condition, event, barrier. end: data index and n (round; barrier; its begin is counted, too), signalled
  'notify', // instant: data n (asked, -1 all), woken
  'set', // instant: event
  'clear', // instant: event
  'reset', // instant: barrier
  'abort', // instant: barrier
  'put', // begin/end: queues, send on a pipe end. end: data item (number of the put on this queue), value (depth after), size, preview
  'get', // begin/end: queues, recv. begin, as of put: data index (which end of a pipe, 0 or 1). end: data item (the number its put had), value (depth after), size
  'task-done', // instant: data value (unfinished after)
  'join-queue', // begin/end: JoinableQueue.join
  'shutdown', // instant: data immediate, value
  'close', // instant: this process's handle of a queue or pipe end
  'read', // instant: Value, SharedArray: data index, value
  'write', // instant: data index, value; former and until (the count after it; rseq is that before) of atomic operations: add, compareExchange
  'watch', // instant: a declared access to something outside the vocabulary: data name, access ('read'|'write')
  'task', // begin/end: a pool's worker runs one task (or chunk): data name, n
  'flow', // instant: an edge that the runtime knows and nothing else tells: data target, text
  'lost', // instant, written by the reader: data n (events missing in this stream), text (reason)
  'finding', // never written: findings are derived from the other events whenever a trace is opened; keeps its number
  'idle', // instant: of what keeps the thread's event loop alive, data n things (timers, sockets, files) are not waits
  'pass', // instant: a handle of the resource leaves with a started actor's arguments or an item (data n 1), or arrives here (n -1)
  'look', // instant: what the program learned without waiting: an event is set, or data target (actor key) has ended
  'open', // instant: a barrier lets a round go on after its action: data n (round)
] as const;
export type Op = (typeof OPS)[number];

export const PHASES = ['begin', 'end', 'instant'] as const;
export type Phase = (typeof PHASES)[number];

export const OUTCOMES = [
  'ok',
  'timeout',
  'full',
  'empty',
  'shutdown',
  'abandoned',
  'broken',
  'closed',
  'aborted', // an AbortSignal ended the wait
  'error', // the call threw for another reason
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const RESOURCE_KINDS = [
  'lock',
  'rlock',
  'rwlock',
  'semaphore',
  'bounded-semaphore',
  'condition',
  'event',
  'barrier',
  'queue',
  'joinable-queue',
  'simple-queue',
  'priority-queue',
  'lifo-queue',
  'pipe',
  'value',
  'shared-array',
  'gil',
  'pool',
  'watched',
] as const;
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

/** Why an actor's lane ends. */
export const EXIT_REASONS = [
  'returned', // its target (or main) ended
  'exit', // process.exit
  'error', // uncaught error
  'signal', // killed
  'daemon', // ended by the daemon rule (data rule says which)
  'terminated', // terminate(), kill() or a pool ended it
  'session', // the session ended it (stop, timeout, clean-up)
  'unknown', // it vanished
] as const;
export type ExitReason = (typeof EXIT_REASONS)[number];

/** Keys of an event's `data`, with the type of their value. Append-only. */
export const DATA_KEYS = [
  'value', 'n', 'item', 'size', 'preview', 'index', 'text', 'stream', 'target', 'reason', 'code', 'signal', 'error',
  'name', 'kind', 'domain', 'capacity', 'daemon', 'parent', 'pid', 'tid', 'id', 'file', 'line', 'column', 'fn', 'ms',
  'rule', 'depth', 'woken', 'signalled', 'access', 'former', 'startNs', 'wallMs', 'program', 'node', 'schema', 'argv',
  'immediate', 'abandoned', 'mode', 'owner', 'lock', 'module', 'platform', 'label', 'until', 'priority', 'waiters',
] as const; // biome-ignore format: a table
export type DataKey = (typeof DATA_KEYS)[number];
export type DataValue = number | string | boolean;
export type EventData = { readonly [K in DataKey]?: DataValue };

/**
 * An actor's number on the wire: its process id and the number of its thread in that process (0 is the process's
 * main thread). A pid that comes back after its process exited is another actor; the reader tells them apart.
 */
export type ActorKey = number & { readonly __brand: 'ActorKey' };
export const THREADS_PER_PROCESS = 65536;
export function actorKey(pid: number, thread: number): ActorKey {
  return (pid * THREADS_PER_PROCESS + thread) as ActorKey;
}
export function actorKeyPid(key: ActorKey): number {
  return Math.floor(key / THREADS_PER_PROCESS);
}
export function actorKeyThread(key: ActorKey): number {
  return key % THREADS_PER_PROCESS;
}
/** The stream of the session itself (announcements and what it saw from outside). */
export const SESSION_ACTOR: ActorKey = actorKey(0, 0);

/**
 * A resource's number on the wire. Resources between threads are numbered within their process, those between
 * processes within the program; `number * 2 + 1` marks the second kind, and 0 means none.
 */
export type ResourceKey = number & { readonly __brand: 'ResourceKey' };
export function resourceKey(number: number, shared: boolean): ResourceKey {
  return (number * 2 + (shared ? 1 : 0)) as ResourceKey;
}
/**
 * The number of what a program watches: made of its name, so that every process gives it the same one without asking.
 * It is beyond all that are given out in turn; two names have the same one once in 2^48.
 */
export function watchedKey(name: string): ResourceKey {
  let low = 0x811c9dc5;
  let high = 0x1000193;
  for (let i = 0; i < name.length; i++) {
    low = Math.imul(low ^ name.charCodeAt(i), 0x01000193);
    high = Math.imul(high ^ name.charCodeAt(i), 0x85ebca6b) ^ (high >>> 13);
  }
  return resourceKey(2 ** 51 + (high & 0xffff) * 2 ** 32 + (low >>> 0), true);
}

/** A record as a producer gives it to the encoder. */
export interface EventRecord {
  /** CLOCK_MONOTONIC, nanoseconds, absolute. */
  readonly atNs: number;
  readonly op: Op;
  readonly phase: Phase;
  /** Several operations of one actor may be open at once when they are asynchronous: the number pairs them. 0: synchronous. */
  readonly flight?: number;
  readonly resource?: ResourceKey;
  readonly outcome?: Outcome;
  /** The resource's own count of its operations, taken while it was held. */
  readonly rseq?: number;
  /** The stream's number of an announced site. */
  readonly site?: number;
  readonly data?: EventData;
}

/** A decoded record: whose stream it came from and its place in it. */
export interface DecodedRecord extends EventRecord {
  readonly actor: ActorKey;
  readonly seq: number;
}

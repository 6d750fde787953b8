/**
 * Workers and who may create them. Node ends a worker together with the thread that created it, and a thread of Heddle's
 * may outlive its starter. So the main thread creates the workers that it starts itself (it outlives everybody), while
 * other threads leave it to the *spawner*: a thread that does nothing else, so it always answers, even when
 * everybody who waits for it is blocked. The spawner too must have a creator: the first thread that needs it, which
 * stays behind after its own end, asleep, until the process ends. That is one idle worker per process at
 * most, however long a chain of threads starting threads grows.
 *
 * Requests go through a BroadcastChannel: it reaches the spawner from any thread of the process without a connection
 * made beforehand, and needs no turn of the sender's event loop.
 */
import { BroadcastChannel, type MessagePort, Worker } from 'node:worker_threads';
import { actorKey } from '../../trace/schema.ts';
import { type ThreadBirth, threadNumber } from '../context.ts';
import { markOwn } from '../machine/keep-alive.ts';
import { threadVanished } from '../machine/owners.ts';
import { threadBuffer, threadMemory } from '../machine/threads.ts';
import { isMainThread } from '../main-thread.ts';
import { runtimeEntry } from '../paths.ts';
import { recordEndOf } from '../record/install.ts';
import { handedCode } from './code.ts';
import type { TargetPlace } from './entry.ts';
import type { ErrorRecord } from './error-record.ts';
import { type Entry, markEnded, QUIESCE_MS, quiesce, registry, SPAWNER_STATE } from './registry.ts';
import { type ProcessFacts, processFacts } from './self.ts';

/** Where a thread leaves its error: a length, then JSON. It grows when it is needed. */
export const LAST_WORDS_BYTES = 256 * 1024;

/** What the birth of a started thread holds beside the common part. */
export interface StartedBirth extends ThreadBirth {
  readonly role: 'thread' | 'spawner';
  readonly registry: SharedArrayBuffer;
  /** URL of the program's entry module. */
  readonly entry: string | undefined;
  /** What every thread knows of its process. */
  readonly process: ProcessFacts;
  /** Of a thread that runs a target. */
  readonly work?: ThreadWork;
  /** Of a thread that is started in advance. */
  readonly spare?: Spare;
}

/** Until it is told what to do, a spare sleeps on its word while that is so. */
export const SPARE_SLEEPS = 0;

/** How a spare learns what it is to do. */
export interface Spare {
  readonly slot: number;
  readonly port: MessagePort;
  readonly state: Int32Array;
  /** Whether the program uses main(): then its entry module is evaluated in advance. */
  readonly program: boolean;
}

/** What a spare is told. */
export interface SpareOrders {
  readonly name: string;
  readonly daemon: boolean;
  readonly work: Omit<ThreadWork, 'slot'>;
}

/** What a thread is to do, and how it tells of it. */
export interface ThreadWork {
  readonly slot: number;
  readonly target: TargetPlace;
  readonly args: Uint8Array;
  /** Whether the program uses main(): then the entry module is evaluated whatever the target is. */
  readonly program: boolean;
  readonly lastWords: SharedArrayBuffer;
  /** The starter's actor in events. */
  readonly parent: number;
  /** Of a Timer: it waits so long first, and ends when the word is set meanwhile. */
  readonly delay?: Delay;
}

/** What a Timer waits for. */
export interface Delay {
  readonly ms: number;
  readonly cancelled: SharedArrayBuffer;
}

const NONE = 0;
const STARTING = 1;
const READY = 2;

const workers = new Map<number, Worker>();
let hostsSpawner = false;

/** Starts a thread: takes effect even if the caller blocks for ever right after. */
export function startThread(birth: StartedBirth, entry: Entry): void {
  if (isMainThread) createWorker(birth, entry);
  else askSpawner(birth, entry);
}

/** Creates the worker in this thread. */
export function createWorker(birth: StartedBirth, entry: Entry, transferList: readonly MessagePort[] = []): Worker {
  const worker = new Worker(runtimeEntry('thread-worker'), {
    name: birth.name,
    workerData: { heddle: birth },
    transferList: [...transferList],
    // What the main program preloads sets itself up again in thread-worker, faster.
    execArgv: [],
    stdin: false,
    // Threads write for themselves (output.ts): Node's own way through this thread stays unused.
    stdout: true,
    stderr: true,
  });
  markOwn(worker);
  workers.set(entry.number, worker);
  worker.on('error', (error) => {
    // It could not even begin, or ran out of memory: nobody in it was left to report it.
    if (markEnded(entry)) process.stderr.write(`Uncaught error in thread ${birth.name}:\n${error?.stack ?? error}\n`);
  });
  worker.on('exit', () => {
    workers.delete(entry.number);
    threadVanished(threadMemory(), entry.number);
    // Who could tell of its own end has done so.
    if (markEnded(entry)) recordEndOf(actorKey(process.pid, entry.number), { reason: 'unknown' });
  });
  // Who keeps the process alive is decided by the registry (ending.ts): a worker that lingers must not.
  worker.unref();
  return worker;
}

/** Ends a thread that this thread started, as pools do. */
export function terminateWorker(entry: Entry): void {
  const worker = workers.get(entry.number);
  if (!worker && isMainThread) return;
  quiesce(entry, QUIESCE_MS);
  if (worker) void worker.terminate();
  else tellSpawner({ ends: entry.number });
}

const channelName = `heddle:${process.pid}:spawner`;

/** What the spawner is asked for: a new thread, or the end of one that it has created. */
type Request = { readonly birth: StartedBirth; readonly entry: Entry } | { readonly ends: number };

function askSpawner(birth: StartedBirth, entry: Entry): void {
  if (Atomics.compareExchange(registry, SPAWNER_STATE, NONE, STARTING) === NONE) hostSpawner();
  while (Atomics.load(registry, SPAWNER_STATE) !== READY) {
    Atomics.wait(registry, SPAWNER_STATE, STARTING, 1000);
  }
  tellSpawner({ birth, entry });
}

function tellSpawner(request: Request): void {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage(request);
  channel.close();
}

/**
 * Before the main thread starts a thread that it may end: with whoever hosts the spawner all end that the spawner has
 * created, so it is not to be hosted by that thread.
 */
export function hostSpawnerHere(): void {
  if (isMainThread && Atomics.compareExchange(registry, SPAWNER_STATE, NONE, STARTING) === NONE) hostSpawner();
}

function hostSpawner(): void {
  hostsSpawner = true;
  const birth: StartedBirth = {
    role: 'spawner',
    thread: threadNumber,
    name: 'heddle spawner',
    daemon: true,
    memory: threadBuffer(),
    registry: registry.buffer as SharedArrayBuffer,
    entry: undefined,
    process: processFacts,
    code: handedCode(),
  };
  const worker = new Worker(runtimeEntry('thread-worker'), {
    name: birth.name,
    workerData: { heddle: birth },
    execArgv: [],
    stdout: true,
    stderr: true,
  });
  markOwn(worker);
  worker.unref();
}

/** The spawner's own work; never ends by itself. */
export function spawn(): void {
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = (message) => {
    const { data: request } = message as unknown as { data: Request };
    if ('ends' in request) void workers.get(request.ends)?.terminate();
    else createWorker(request.birth, request.entry);
  };
  Atomics.store(registry, SPAWNER_STATE, READY);
  Atomics.notify(registry, SPAWNER_STATE);
}

/** Makes the end of this thread, whichever way it comes, leave the threads alone that live in its care. */
export function lingerAtExit(): void {
  const exit = process.exit;
  process.exit = (code) => {
    if (!hostsSpawner) exit(code);
    if (code !== undefined) process.exitCode = code;
    process.emit('exit', Number(process.exitCode ?? 0));
    // Nothing of the program may run here any more; what ends the process ends this sleep.
    for (;;) Atomics.wait(pillow, 0, 0);
  };
}
/** Nobody ever wakes it. */
const pillow = new Int32Array(new SharedArrayBuffer(4));

/** Leaves an error where the starter finds it. */
export function leaveError(words: SharedArrayBuffer, record: ErrorRecord): void {
  let bytes = new TextEncoder().encode(JSON.stringify(record));
  if (bytes.length + 4 > LAST_WORDS_BYTES) {
    const { type, name, message, stack } = record;
    const short = { type, name, message: message.slice(0, 8000), stack: stack.slice(0, 8000), properties: {} };
    bytes = new TextEncoder().encode(JSON.stringify(short));
  }
  words.grow(bytes.length + 4);
  new Uint8Array(words, 4).set(bytes);
  Atomics.store(new Int32Array(words, 0, 1), 0, bytes.length);
}

/** The error that a thread has left; undefined when there is none. */
export function readError(words: SharedArrayBuffer): ErrorRecord | undefined {
  const length = Atomics.load(new Int32Array(words, 0, 1), 0);
  return length === 0 ? undefined : JSON.parse(Buffer.from(new Uint8Array(words, 4, length)).toString());
}

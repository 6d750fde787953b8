/** Where a primitive is shared and who shares it: every suite runs over each of these. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { evaluationEnded } from '../../../../src/runtime/context.ts';
import { memoryOf } from '../../../../src/runtime/machine/memories.ts';
import type { Domain, SharedMemory } from '../../../../src/runtime/machine/memory.ts';
import { processMemory, processMemoryFd } from '../../../../src/runtime/machine/processes.ts';
import { threadBuffer } from '../../../../src/runtime/machine/threads.ts';
import * as multiprocessing from '../../../../src/runtime/multiprocessing.ts';
import { isShareable, toHandle } from '../../../../src/runtime/shareable.ts';
import * as threading from '../../../../src/runtime/threading.ts';
import type { Call } from './peer.ts';
import type * as tasks from './tasks.ts';

// The tests make their primitives at run time.
evaluationEnded();

/** A running thread or process beside the test. */
export interface Peer {
  /** The task's result, or its error. */
  readonly done: Promise<unknown>;
  readonly pid: number;
  /** Ends it in the hardest way there is; resolves when it is gone. */
  kill(): Promise<void>;
}

export interface Backend {
  readonly domain: Domain;
  readonly classes: typeof threading;
  readonly memory: SharedMemory;
  /** Starts a peer that runs a task. */
  start<T extends keyof typeof tasks>(task: T, ...args: unknown[]): Peer;
}

const script = new URL('./peer.ts', import.meta.url);
const running = new Set<Peer>();

const pack = (args: unknown[]) => args.map((arg) => (isShareable(arg) ? { heddle: arg[toHandle]() } : arg));

function settle(message: { result?: unknown; error?: { name: string; message: string; code?: string } }): unknown {
  if (message.error) throw Object.assign(new Error(message.error.message), message.error);
  return message.result;
}

let threads = 0;
function startThread(task: Call['task'], ...args: unknown[]): Peer {
  const number = ++threads;
  const worker = new Worker(script, {
    workerData: {
      heddle: { thread: number, name: `peer-${number}`, daemon: false, memory: threadBuffer() },
      call: { task, args: pack(args) } satisfies Call,
    },
  });
  const exit = once(worker, 'exit').then(() => running.delete(peer));
  const done = new Promise((resolve, reject) => {
    worker.once('message', (message) => {
      try {
        resolve(settle(message));
      } catch (error) {
        reject(error);
      }
    });
    worker.once('error', reject);
    exit.then(() => reject(new Error('the thread ended without an answer')));
  });
  done.catch(() => {});
  const peer: Peer = {
    pid: process.pid,
    done,
    async kill() {
      await worker.terminate();
    },
  };
  running.add(peer);
  return peer;
}

function startProcess(task: Call['task'], ...args: unknown[]): Peer {
  processMemory();
  const child = spawn(process.execPath, [fileURLToPath(script)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc', processMemoryFd() as number],
    serialization: 'advanced',
    env: { ...process.env, TEST_MEMORY_FD: '4' },
  });
  const exit = once(child, 'exit').then(() => running.delete(peer));
  const done = new Promise((resolve, reject) => {
    child.once('message', (message) => {
      try {
        resolve(settle(message as object));
      } catch (error) {
        reject(error);
      }
    });
    exit.then(() => reject(new Error('the process ended without an answer')));
  });
  done.catch(() => {});
  child.send({ task, args: pack(args) } satisfies Call);
  const peer: Peer = {
    pid: child.pid as number,
    done,
    async kill() {
      child.kill('SIGKILL');
      await exit;
    },
  };
  running.add(peer);
  return peer;
}

/** The backends to test: `HEDDLE_TEST_DOMAIN` narrows them down. */
export const backends: readonly Backend[] = (['threads', 'processes'] as const)
  .filter((domain) => domain === (process.env.HEDDLE_TEST_DOMAIN ?? domain))
  .map((domain) => ({
    domain,
    classes: domain === 'threads' ? threading : (multiprocessing as unknown as typeof threading),
    get memory() {
      return memoryOf(domain);
    },
    start: domain === 'threads' ? startThread : startProcess,
  }));

/** Ends whatever a failed test left running. */
export async function endPeers(): Promise<void> {
  await Promise.all([...running].map((peer) => peer.kill()));
}

/** Runs a suite over every backend. */
export function overBackends(title: string, suite: (backend: Backend) => void): void {
  for (const backend of backends) {
    describe(`${title} between ${backend.domain}`, () => {
      afterEach(endPeers);
      suite(backend);
    });
  }
}

/** Words of shared memory by which test and peers agree on the order of things. */
export class Steps {
  readonly place: number;
  readonly #memory: SharedMemory;
  constructor(backend: Backend) {
    this.#memory = backend.memory;
    this.place = backend.memory.allocateWords(16);
  }
  get(index = 0): number {
    return this.#memory.load(this.place + index);
  }
  set(value: number, index = 0): void {
    this.#memory.store(this.place + index, value);
    this.#memory.unpark(this.place + index, Number.POSITIVE_INFINITY);
  }
  /** Waits until the word has at least this value. */
  async reached(value: number, index = 0): Promise<void> {
    // Starting a few processes takes that long on a busy machine.
    const deadline = performance.now() + 60_000;
    for (let now = this.get(index); now < value; now = this.get(index)) {
      if (performance.now() > deadline) throw new Error(`step ${index} is still at ${now}, not at ${value}`);
      await this.#memory.parkAsync(this.place + index, now, 100);
    }
  }
}

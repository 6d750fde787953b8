/** Threads that are started in advance. */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { claim, type Entry, releaseSpare, reserveThread } from './registry.ts';
import { Spares } from './spares.ts';
import { threadBirthOf } from './thread-birth.ts';
import { createWorker, SPARE_SLEEPS, type SpareOrders, terminateWorker } from './thread-start.ts';
import { usesMain } from './uses-main.ts';

interface ThreadSpare {
  readonly entry: Entry;
  readonly port: MessagePort;
  readonly state: Int32Array;
}

/** The spare threads of this process. */
export const threadSpares: Spares<ThreadSpare> = new Spares({ isAvailable: true, start, end });

/**
 * Keeps `count` (0 to 64) threads started in advance: Thread.start() then takes one of them and needs no new worker. Each has
 * evaluated the program's modules already, runs one target and ends; another one takes its place soon after. They
 * cost memory (about 5 MB each) and processor time of their own, hence 0 by default. LifecycleError outside the main thread.
 */
export function keepSpares(count: number): void {
  threadSpares.keep(count);
}

function start(): ThreadSpare {
  const entry = reserveThread();
  const { port1, port2 } = new MessageChannel();
  const state = new Int32Array(new SharedArrayBuffer(4));
  const spare = { entry, port: port1, state };
  port1.unref();
  const birth = {
    ...threadBirthOf(entry.number, 'heddle spare', true),
    spare: { slot: entry.slot, port: port2, state, program: usesMain() },
  };
  createWorker(birth, entry, [port2]).on('exit', () => {
    threadSpares.lost(spare);
    releaseSpare(entry);
    port1.close();
  });
  return spare;
}

function end({ entry }: ThreadSpare): void {
  terminateWorker(entry);
}

/** Gives a spare its name and its orders: it is a thread like others from now on. */
export function dispatch({ entry, port, state }: ThreadSpare, orders: SpareOrders, owner: number): void {
  claim(entry, orders.name, orders.daemon, owner);
  port.postMessage(orders);
  Atomics.store(state, 0, SPARE_SLEEPS + 1);
  Atomics.notify(state, 0);
}

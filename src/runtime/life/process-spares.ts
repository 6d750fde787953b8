/** Child processes that are started in advance. */
import type { Socket } from 'node:net';
import { processMemory } from '../machine/processes.ts';
import { closeMailbox, fillMailbox } from './birth.ts';
import { childBirthOf, type StartedChild, startChild } from './child-start.ts';
import type { TargetPlace } from './entry.ts';
import { Spares } from './spares.ts';

/** The spare children of this process. */
export const processSpares: Spares<StartedChild> = new Spares({
  isAvailable: process.platform !== 'win32',
  start,
  end,
});

/**
 * Keeps `count` (0 to 64) child processes started in advance: Process.start() then takes one of them and needs no new process.
 * Each has evaluated the program's modules already, runs one target and ends; another one takes its place soon
 * after. They cost memory (about 45 MB each) and processor time of their own, hence 0 by default. On Windows none are kept.
 * LifecycleError outside the main thread.
 */
export function keepSpares(count: number): void {
  processSpares.keep(count);
}

function start(): StartedChild {
  processMemory(); // what is made later could not be inherited any more
  const spare = startChild('heddle spare', false);
  spare.child.unref();
  (spare.orders!.bell as Socket).unref().on('error', () => {});
  spare.child.once('exit', () => {
    if (processSpares.lost(spare)) close(spare);
  });
  return spare;
}

function end(spare: StartedChild): void {
  close(spare);
  spare.child.kill('SIGKILL');
}

function close({ mailbox, orders }: StartedChild): void {
  closeMailbox(mailbox);
  closeMailbox(orders!.mailbox);
}

/** Tells a spare what to do: it is a child like others from now on. */
export function dispatchChild(
  spare: StartedChild,
  name: string,
  daemon: boolean,
  target: TargetPlace,
  args: Uint8Array,
): void {
  const { child, orders, inherited } = spare;
  fillMailbox(orders!.mailbox, childBirthOf(name, daemon, target, inherited), args);
  closeMailbox(orders!.mailbox);
  child.ref();
  orders!.bell.write('!');
}

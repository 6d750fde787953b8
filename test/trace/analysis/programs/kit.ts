/**
 * What the programs of this folder are made of: cases, each with a defect and without it, played by threads, by processes
 * or by both at once. Usage: <program> <case> <bug|fixed> <threads|processes|mixed> [parties].
 */
import { main, sleep } from 'heddle';
import * as multiprocessing from 'heddle/multiprocessing';
import { Queue } from 'heddle/queue';
import * as threading from 'heddle/threading';

/** Names as in heddle/multiprocessing, whichever of the two they stand for. */
export type Kit = Pick<
  typeof multiprocessing,
  | 'Barrier'
  | 'Condition'
  | 'Event'
  | 'JoinableQueue'
  | 'Lock'
  | 'RLock'
  | 'RWLock'
  | 'Semaphore'
  | 'SharedArray'
  | 'Value'
>;

/** What a party is told. */
export interface Part {
  /** Number of this party, from 0. */
  readonly me: number;
  readonly parties: number;
  /** Without the defect. */
  readonly fixed: boolean;
}

/** One case. */
export interface Case<S> {
  /** How many play it by default. */
  readonly parties: number;
  make(kit: Kit, parties: number): S;
  play(shared: S, part: Part): void | Promise<void>;
  /** What the main program does while they play (`before`) and when it has joined them. */
  before?(shared: S, part: Part): void | Promise<void>;
  after?(shared: S, part: Part): void;
  /** The defect is that main does not join before it goes on. */
  readonly unjoined?: boolean;
}

let cases: Readonly<Record<string, Case<never>>> = {};

/** Runs the case that the command line names. */
export function playCases(known: Readonly<Record<string, Case<never>>>): void {
  cases = known;
  main(async () => {
    const [name = '', variant, who, count] = process.argv.slice(2);
    const found = cases[name] as Case<unknown> | undefined;
    if (!found) throw new Error(`there is no case ${name}`);
    const parties = Number(count ?? found.parties);
    const part = (me: number): Part => ({ me, parties, fixed: variant === 'fixed' });
    const forThreads = { ...threading, JoinableQueue: Queue } as unknown as Kit;
    const shared = found.make(who === 'threads' ? forThreads : multiprocessing, parties);
    const workers = Array.from({ length: parties }, (_, me) => {
      const { Thread } = threading;
      const { Process } = multiprocessing;
      const Worker = who === 'processes' || (who === 'mixed' && me % 2 === 1) ? Process : Thread;
      return new Worker(party, [name, shared as never, part(me)], { name: `party ${me + 1}` });
    });
    for (const worker of workers) worker.start();
    await found.before?.(shared, part(-1));
    if (found.unjoined && variant === 'bug') sleep(1);
    else for (const worker of workers) await worker.join();
    found.after?.(shared, part(-1));
    for (const worker of workers) await worker.join();
  });
}

/** What each party runs. */
export async function party(name: string, shared: never, part: Part): Promise<void> {
  await cases[name]!.play(shared, part);
}

/**
 * Whether a thread's event loop has anything to do but wait for others: who looks for hangs must not take a server, or a
 * program with a timer running, for one that stands still. Told while asynchronous waits are open, and anew after
 * whatever the thread has told since.
 */

import { ownTimers, unrefOwn } from '../machine/keep-alive.ts';
import { isMainThread } from '../main-thread.ts';
import { unwatched } from './unseen.ts';

const LOOK_MS = 30;
/** Pipes and terminals are looked at one by one: the standard output streams make nothing happen. */
const STREAMS: ReadonlySet<string> = new Set(['TTYWrap', 'PipeWrap']);

/** Node has it since long, the types do not. */
interface ActiveHandles {
  _getActiveHandles(): readonly { readonly fd?: number }[];
}

/** Things that may make this thread go on and are not waits of ours. */
function activity(ownChildren: number): number {
  let others = -ownTimers();
  let processes = -ownChildren;
  let streams = 0;
  for (const type of process.getActiveResourcesInfo()) {
    if (type === 'ProcessWrap') processes++;
    else if (STREAMS.has(type)) streams++;
    else others++;
  }
  if (streams > 0) streams -= outputs();
  return Math.max(0, others) + Math.max(0, processes) + Math.max(0, streams) + unwatched() + signalListeners();
}

function outputs(): number {
  const handles = (process as unknown as ActiveHandles)._getActiveHandles();
  return handles.filter(({ fd }) => fd === 1 || fd === 2).length;
}

/** A signal may come at any time. */
function signalListeners(): number {
  if (!isMainThread) return 0;
  return process.eventNames().filter((name) => typeof name === 'string' && name.startsWith('SIG')).length;
}

/** Children of ours that this thread started and that still run; set by whoever starts them. */
let children: () => number = () => 0;
export function countChildrenWith(count: () => number): void {
  children = count;
}

/** Looks as long as asynchronous waits are open. */
export class IdleWatch {
  readonly #tell: (n: number) => void;
  #open = 0;
  #told: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(tell: (n: number) => void) {
    this.#tell = tell;
  }
  began(): void {
    this.#open++;
    this.#timer ??= unrefOwn(setInterval(() => this.#look(), LOOK_MS));
  }
  ended(): void {
    if (--this.#open > 0) return;
    this.#open = 0;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
  /** The thread has told of something: what was said before may not be so any more. */
  touched(): void {
    this.#told = undefined;
  }
  #look(): void {
    const n = activity(children());
    if (n === this.#told) return;
    this.#tell(n);
    this.#told = n;
  }
}

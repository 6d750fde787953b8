/**
 * Whether a thread's event loop has anything to do but wait for others: who looks for hangs must not take a server, or a
 * program with a timer running, for one that stands still. Told while asynchronous waits are open, and anew for each.
 */
import { ownTimers } from '../machine/keep-alive.ts';

const LOOK_MS = 30;
/** What does not make anything happen by itself: standard streams, our own messages, children of ours (joined as such). */
const QUIET: ReadonlySet<string> = new Set(['TTYWrap', 'PipeWrap', 'MessagePort', 'BroadcastChannel', 'Worker']);

/** Things that keep this thread's event loop alive and are not waits of ours. */
function activity(ownChildren: number): number {
  let others = -ownTimers();
  let processes = -ownChildren;
  for (const type of process.getActiveResourcesInfo()) {
    if (type === 'ProcessWrap') processes++;
    else if (!QUIET.has(type)) others++;
  }
  return Math.max(0, others) + Math.max(0, processes);
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
    this.#told = undefined;
    this.#timer ??= setInterval(() => this.#look(), LOOK_MS).unref();
  }
  ended(): void {
    if (--this.#open > 0) return;
    this.#open = 0;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
  #look(): void {
    const n = activity(children());
    if (n === this.#told) return;
    this.#told = n;
    this.#tell(n);
  }
}

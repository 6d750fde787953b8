/**
 * Who waits for a condition, in the order they came: a list in shared memory, changed only by the holder of the
 * condition's lock. Every change is one store of one word, so a holder that dies between two instructions leaves a
 * list that still is one, and the lock's next owner goes on with it.
 *
 * A node belongs to the thread that waits with it, which uses it again; a dead thread's nodes are never used again.
 */
import type { SharedMemory } from '../machine/memory.ts';
import { ownerAlive, ownerId } from '../machine/owners.ts';
import { pause } from './wait.ts';

// Words of a node.
const STATE = 0;
const OWNER = 1;
const NEXT = 2;
const NODE_WORDS = 3;

/** The waiter sleeps on this state. */
export const WAITING = 1;
const NOTIFIED = 2;
const GONE = 3;
/** The waiter has seen that it was notified. */
const ANSWERED = 4;

/** Pauses for which a notifier waits for the answer of one who was not asleep: who spins looks several times meanwhile. */
const ANSWER_SPINS = 40;

/** Nodes of this thread that are free. */
const spare = new Map<SharedMemory, number[]>();

/** The list that begins at a word. */
export class WaitingLine {
  readonly #memory: SharedMemory;
  readonly #head: number;

  constructor(memory: SharedMemory, head: number) {
    this.#memory = memory;
    this.#head = head;
  }
  /** Joins at the end; the node, whose first word is its state. */
  join(): number {
    const memory = this.#memory;
    const node = spare.get(memory)?.pop() ?? memory.allocateWords(NODE_WORDS);
    memory.store(node + OWNER, ownerId(memory));
    memory.store(node + NEXT, 0);
    memory.store(node + STATE, WAITING);
    let last = this.#head;
    for (let next = memory.load(last); next !== 0; next = memory.load(last)) last = next + NEXT;
    memory.store(last, node);
    return node;
  }
  /** Leaves the line, whether notified or not, and keeps the node for later. */
  leave(node: number): void {
    const memory = this.#memory;
    for (let at = this.#head, next = memory.load(at); next !== 0; at = next + NEXT, next = memory.load(at)) {
      if (next !== node) continue;
      memory.store(at, memory.load(node + NEXT));
      break;
    }
    memory.store(node + STATE, 0);
    const nodes = spare.get(memory);
    if (nodes) nodes.push(node);
    else spare.set(memory, [node]);
  }
  /** Wakes at most n of those who still wait and live, in the order they came; how many it were. */
  notify(n: number): number {
    const memory = this.#memory;
    let woken = 0;
    for (let node = memory.load(this.#head); node !== 0 && woken < n; node = memory.load(this.#head)) {
      // It may run out of time at this very moment: then it is not counted.
      if (memory.compareExchange(node + STATE, WAITING, NOTIFIED) === WAITING) {
        // Who was asleep lives, and who answers; to look whether others do takes longer than all the rest.
        if (memory.unpark(node + STATE, 1) || this.#answers(node) || ownerAlive(memory, memory.load(node + OWNER))) {
          woken++;
        }
      }
      memory.store(this.#head, memory.load(node + NEXT));
    }
    return woken;
  }
  /** True when the node's waiter has been woken. */
  isNotified(node: number): boolean {
    const state = this.#memory.load(node + STATE);
    if (state === NOTIFIED) this.#memory.store(node + STATE, ANSWERED);
    return state === NOTIFIED || state === ANSWERED;
  }
  /** The waiter does not wait any longer; false when it was notified before. */
  giveUp(node: number): boolean {
    return this.#memory.compareExchange(node + STATE, WAITING, GONE) === WAITING;
  }

  #answers(node: number): boolean {
    for (let i = 0; i < ANSWER_SPINS; i++) {
      if (this.#memory.load(node + STATE) !== NOTIFIED) return true;
      pause(1);
    }
    return false;
  }
}

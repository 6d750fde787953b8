/** Waiting until a queue's items have all been worked off. */
import type { Outcome } from '../../trace/schema.ts';
import type { EventData } from '../record/recorder.ts';
import type { Wait } from '../sync/wait.ts';
import type { Store } from './store.ts';

export class JoinWait implements Wait {
  readonly word: number;
  expected = 0;
  readonly #store: Store;
  constructor(store: Store) {
    this.#store = store;
    this.word = store.joiners.epoch;
  }
  attempt(): boolean {
    if (this.#store.unfinished() === 0) return true;
    // Said before the first sleep, too: whoever finishes the last task is to tell of it first.
    this.#store.joiners.enter();
    return this.#store.unfinished() === 0;
  }
  recover(): boolean {
    return false;
  }
  prepare(): boolean {
    // Not the count of those done: it may change, and be told of, before it is slept on, and not be told of again.
    this.expected = this.#store.joiners.enter();
    return this.attempt();
  }
  leave(): boolean {
    return this.attempt();
  }
  outcome(): Outcome {
    return 'ok';
  }
  sequence(): number {
    return this.#store.sequence();
  }
  data(): EventData {
    return { value: 0 };
  }
}

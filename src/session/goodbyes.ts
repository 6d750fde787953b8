/**
 * Watches who said goodbye. The last frame of each process's main thread is kept, so that at the end of a run, without
 * having decoded everything, the session knows which processes never told of their own exit, and tells it for them.
 */
import { FrameDecoder } from '../trace/codec.ts';
import { actorKey, type EventData } from '../trace/schema.ts';
import type { FrameOwner } from './frames.ts';
import { endingOf } from './processes.ts';

/** The processes that a run's frames came from. */
export class Goodbyes {
  readonly #last = new Map<number, Uint8Array>();
  /** Ended without a word when one looked last: a word may have been on its way then. */
  #speechless = new Set<number>();
  readonly #told = new Set<number>();

  /** Takes note of a frame. */
  saw({ pid, thread }: FrameOwner, frame: Uint8Array): void {
    if (pid !== 0 && (thread === 0 || !this.#last.has(pid))) this.#last.set(pid, frame.slice());
  }

  /** Pids whose last word was not their exit, and for whom nobody has told it. */
  missing(): number[] {
    return [...this.#last.keys()].filter((pid) => !this.#told.has(pid) && this.of(pid) === undefined);
  }

  /** Tells, in the middle of a run, of those who were killed while whoever started them is too busy to notice. */
  lookForKilled(tell: (pid: number, exit: EventData) => void): void {
    const speechless = new Set<number>();
    for (const pid of this.#last.keys()) {
      const ending = this.#told.has(pid) ? undefined : endingOf(pid);
      if (ending === undefined || this.of(pid) !== undefined) continue;
      speechless.add(pid);
      if (!this.#speechless.has(pid)) continue;
      this.#told.add(pid);
      const { code, signal } = ending;
      tell(pid, signal === undefined ? { reason: 'exit', code } : { reason: 'signal', signal });
    }
    this.#speechless = speechless;
  }

  /** What a process told of its own exit. */
  of(pid: number): EventData | undefined {
    const frame = this.#last.get(pid);
    if (!frame) return undefined;
    const own = actorKey(pid, 0);
    const exit = new FrameDecoder()
      .push(frame)
      .findLast(({ op, actor, data }) => op === 'exit' && actor === own && (data?.target ?? own) === own);
    return exit && (exit.data ?? {});
  }
}

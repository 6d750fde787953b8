/**
 * Watches who said goodbye. The last frame of each process's main thread is kept, so that at the end of a run, without
 * having decoded everything, the session knows which processes never told of their own exit, and tells it for them.
 */
import { FrameDecoder } from '../trace/codec.ts';
import { actorKey, type EventData } from '../trace/schema.ts';
import type { FrameOwner } from './frames.ts';

/** The processes that a run's frames came from. */
export class Goodbyes {
  readonly #last = new Map<number, Uint8Array>();

  /** Takes note of a frame. */
  saw({ pid, thread }: FrameOwner, frame: Uint8Array): void {
    if (pid !== 0 && (thread === 0 || !this.#last.has(pid))) this.#last.set(pid, frame.slice());
  }

  /** Pids whose last word was not their exit. */
  missing(): number[] {
    return [...this.#last.keys()].filter((pid) => this.of(pid) === undefined);
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

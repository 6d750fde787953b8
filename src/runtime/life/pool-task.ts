/** What a pool and its workers say to each other. */
import type { TargetPlace } from './entry.ts';

/** A chunk of calls of one function. */
export interface PoolTask {
  readonly id: number;
  readonly place: TargetPlace;
  /** Shown on the timeline. */
  readonly name: string;
  /** How many calls. */
  readonly count: number;
  /** The arguments of each, encoded when the task was given: what became of them since does not matter. */
  readonly calls: Uint8Array;
}

/** What became of one call, or why no more of the chunk were made. */
export type PoolAnswer =
  | { readonly id: number; readonly results: readonly unknown[] }
  | { readonly id: number; readonly error: unknown };

/** What a pool and its workers say to each other. */
import type { TargetPlace } from './entry.ts';

/** A chunk of calls of one function. */
export interface PoolTask {
  readonly id: number;
  readonly place: TargetPlace;
  /** Shown on the timeline. */
  readonly name: string;
  /** The arguments of each call. */
  readonly calls: readonly (readonly unknown[])[];
}

/** What became of one call, or why no more of the chunk were made. */
export type PoolAnswer =
  | { readonly id: number; readonly results: readonly unknown[] }
  | { readonly id: number; readonly error: unknown };

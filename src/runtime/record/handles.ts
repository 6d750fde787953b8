/**
 * Which actors have a handle of a primitive: told when one leaves in arguments or an item and when it arrives, so that
 * who looks for hangs knows who could still use it. The sender tells before it may block, so a handle on its way is known.
 */
import { type ResourceKey, resourceKey } from '../../trace/schema.ts';
import type { Handle } from '../shareable.ts';
import { recorder } from './recorder.ts';

/** Adds the numbers of what a handle stands for: a condition brings its lock. */
export function addKeys(keys: ResourceKey[], { id, domain, extra }: Handle): void {
  keys.push(resourceKey(id, domain === 'processes'));
  const lock = (extra as { readonly lock?: Handle } | undefined)?.lock;
  if (lock !== undefined) addKeys(keys, lock);
}

/** Handles go to another actor. */
export function handlesLeave(keys: readonly ResourceKey[]): void {
  for (const key of keys) recorder?.instant('pass', key, 0, { n: 1 });
}

/** A handle has come to this actor. */
export function handleArrives(handle: Handle): void {
  const keys: ResourceKey[] = [];
  addKeys(keys, handle);
  for (const key of keys) recorder?.instant('pass', key, 0, { n: -1 });
}

/**
 * Resources as Chrome's Trace Event format has them: a group of their own below all processes, as on the timeline.
 * What is held or set is a lane, and what can be counted a counter; so is the number of those who wait.
 */
import type { Steps } from '../derived.ts';
import type { Actor, Resource } from '../identities.ts';
import type { TraceModel } from '../model.ts';
import type { ResourceKind } from '../schema.ts';

/** One of the format's events. */
export type ChromeEvent = Record<string, unknown>;

/** No process of a trace has this number; a resource's lane comes behind it. */
const GROUP = 1_000_000;
/** What somebody holds, or what is set: stretches with a name. */
const LANES: ReadonlySet<ResourceKind> = new Set<ResourceKind>(['lock', 'rlock', 'rwlock', 'gil', 'event']);
/** What tells nothing but who waits. */
const WAITING_ONLY: ReadonlySet<ResourceKind> = new Set<ResourceKind>(['condition', 'barrier', 'pool']);

/** The group's name. */
export function* resourceGroup(model: TraceModel): Generator<ChromeEvent> {
  if (model.resources.every(({ kind }) => kind === undefined)) return;
  yield { ph: 'M', name: 'process_name', pid: GROUP, args: { name: 'Resources' } };
  yield { ph: 'M', name: 'process_sort_index', pid: GROUP, args: { sort_index: GROUP } };
}

/** The lane and the counters of a resource. */
export function* resourceTracks(model: TraceModel, resource: Resource, steps: Steps): Generator<ChromeEvent> {
  const { kind } = resource;
  if (kind === undefined) return;
  const name = `${resource.name} (${resource.display})`;
  if (LANES.has(kind)) yield* lane(model, resource, steps, name);
  else if (!WAITING_ONLY.has(kind)) yield* counter(name, steps, 'value', steps.value);
  // Where nobody ever waits a flat line tells nothing.
  const waited = WAITING_ONLY.has(kind) || steps.waiters.subarray(0, steps.length).some((waiters) => waiters > 0);
  if (waited) yield* counter(`${name} waiters`, steps, 'waiters', steps.waiters);
}

function* counter(
  name: string,
  steps: Steps,
  key: 'value' | 'waiters',
  column: Float64Array | Uint16Array,
): Generator<ChromeEvent> {
  let last = Number.NaN;
  for (let index = 0; index < steps.length; index++) {
    const value = column[index]!;
    const over = index + 1 < steps.length && steps.time[index + 1] === steps.time[index];
    if (over || Number.isNaN(value) || value === last) continue;
    last = value;
    yield { ph: 'C', name, pid: GROUP, ts: steps.time[index]! / 1000, args: { [key]: value } };
  }
}

function* lane(model: TraceModel, resource: Resource, steps: Steps, name: string): Generator<ChromeEvent> {
  const at = { pid: GROUP, tid: GROUP + 1 + resource.id };
  yield { ph: 'M', name: 'thread_name', ...at, args: { name } };
  yield { ph: 'M', name: 'thread_sort_index', ...at, args: { sort_index: resource.id } };
  const isEvent = resource.kind === 'event';
  const same = (a: number, b: number) =>
    isEvent
      ? steps.value[a]! > 0 === steps.value[b]! > 0
      : steps.holder[a] === steps.holder[b] && steps.holders[a] === steps.holders[b];
  let first = 0;
  for (let next = 1; next <= steps.length; next++) {
    if (next < steps.length && same(first, next)) continue;
    const startNs = steps.time[first]!;
    const endNs = next < steps.length ? steps.time[next]! : Math.max(model.endNs, startNs);
    const on = isEvent ? steps.value[first]! > 0 : steps.holders[first]! > 0;
    if (on && endNs > startNs) {
      const holder = model.actors[steps.holder[first]! - 1];
      const ends = { ts: startNs / 1000, dur: (endNs - startNs) / 1000 };
      const what = isEvent ? { name: 'set', args: {} } : heldBy(holder, steps.holders[first]!);
      yield { ph: 'X', cat: 'resource', ...at, ...ends, ...what };
    }
    first = next;
  }
}

function heldBy(holder: Actor | undefined, holders: number): { name: string; args: Record<string, unknown> } {
  const name = holder === undefined ? '?' : holder.name || holder.display;
  return { name: holders > 1 ? `${name} +${holders - 1}` : name, args: { holder: holder?.display, holders } };
}

/** The states of a resource over time, as steps to draw. */

import type { Steps } from '../src/trace/derived.ts';
import { lowerBound } from '../src/trace/grow.ts';
import type { TraceModel } from '../src/trace/model.ts';
import { cellFor } from '../src/trace/span-row.ts';
import type { ResourceLane, Step } from './scene.ts';
import { type TraceLanes, WAITING_LEVEL } from './trace-lanes.ts';

/** The steps that touch a stretch of time; those shorter than `minNs` come merged. */
export function resourceSteps(
  model: TraceModel,
  lanes: TraceLanes,
  lane: ResourceLane,
  fromNs: number,
  toNs: number,
  minNs: number,
  nowNs: number,
  emit: (step: Step) => void,
): void {
  const steps = model.resource(lane.index)?.steps;
  if (steps === undefined || steps.length === 0) return;
  // As with spans, what is merged depends on the resolution alone, not on where the window begins.
  const cell = minNs > 0 ? cellFor(minNs) : 0;
  const cellOf = (atNs: number) => Math.floor(atNs / cell) * cell;
  const endOf = (at: number) => (at < steps.length ? steps.time[at]! : Math.max(nowNs, steps.time[at - 1]!));
  let i = Math.max(0, steps.at(fromNs));
  if (endOf(i + 1) - steps.time[i]! < cell)
    i = Math.min(i, lowerBound(steps.time, steps.length, cellOf(steps.time[i]!)));
  while (i < steps.length && steps.time[i]! <= toNs) {
    const startNs = steps.time[i]!;
    let next = i + 1;
    if (endOf(next) - startNs < cell) {
      next = Math.max(next, lowerBound(steps.time, steps.length, cellOf(startNs) + cell, next));
      // The last to begin in a cell may last longer than one: it stands alone.
      if (next - i > 1 && endOf(next) - steps.time[next - 1]! >= cell) next--;
    }
    emit(merged(lanes, lane, steps, i, next, endOf(next)));
    i = next;
  }
}

function merged(lanes: TraceLanes, lane: ResourceLane, steps: Steps, from: number, to: number, endNs: number): Step {
  let value = levelOf(lane, steps, to - 1);
  let waiters = steps.waiters[to - 1]!;
  let peak = value;
  // All of them are looked at: a wait that lasted for a moment only is not to be missed.
  for (let i = from; i < to - 1; i++) {
    peak = Math.max(peak, levelOf(lane, steps, i));
    waiters = Math.max(waiters, steps.waiters[i]!);
  }
  if (lane.chart !== 'level') value = peak;
  const holder = steps.holder[to - 1]! || steps.holder[from]!;
  return {
    startNs: steps.time[from]!,
    endNs,
    value,
    waiters: WAITING_LEVEL.has(lane.kind) ? 0 : waiters,
    holder: holder > 0 ? lanes.actorId(holder - 1) : undefined,
    peak,
    count: to - from,
  };
}

function levelOf(lane: ResourceLane, steps: Steps, i: number): number {
  if (lane.chart === 'lock') return steps.holders[i]!;
  if (WAITING_LEVEL.has(lane.kind)) return steps.waiters[i]!;
  const value = steps.value[i]!;
  return Number.isNaN(value) ? 0 : value;
}

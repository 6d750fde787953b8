/** What differs between two runs, in figures and in words. Pure over their scenes. */

import { exitWords, itemStart, laneName } from './describe.ts';
import { formatDuration } from './format.ts';
import type { Instant, Scene } from './scene.ts';
import { t } from './strings.ts';
import { type ResourceSum, sums } from './sums.ts';
import { oneLine } from './text.ts';

/** Durations that differ by less than this share are called the same. */
const SAME_SHARE = 0.03;
/** Names that a sentence lists at most. */
const MOST_NAMES = 4;

/** One run of the two. */
export interface RunFacts {
  readonly durationNs: number;
  readonly actors: number;
  readonly events: number;
  /** How its first process ended; undefined: it had not. */
  readonly ended: string | undefined;
  /** Actors that ended with an error. */
  readonly errors: number;
  readonly waitNs: number;
  readonly lastLine: string | undefined;
}

/** A resource of the same name and kind in either run. */
export interface ComparedResource {
  readonly name: string;
  readonly sums: readonly [ResourceSum | undefined, ResourceSum | undefined];
}

/** Two runs beside each other. */
export interface Comparison {
  readonly runs: readonly [RunFacts, RunFacts];
  readonly resources: readonly ComparedResource[];
}

/** Compares two runs. */
export function compare(first: Scene, second: Scene): Comparison {
  const results = [first, second].map((scene) => sums(scene, 0, scene.endNs));
  const resources = new Map<string, { name: string; sums: [ResourceSum | undefined, ResourceSum | undefined] }>();
  [first, second].forEach((scene, run) => {
    for (const lane of scene.resources) {
      const key = `${lane.kind} ${lane.name}`;
      const entry = resources.get(key) ?? { name: oneLine(lane.name), sums: [undefined, undefined] };
      entry.sums[run] = results[run]!.resources.find((sum) => sum.lane === lane.id) ?? nothing(lane.id);
      resources.set(key, entry);
    }
  });
  const waited = ({ sums: [a, b] }: ComparedResource) => (a?.waitNs ?? 0) + (b?.waitNs ?? 0);
  return {
    runs: [factsOf(first), factsOf(second)],
    resources: [...resources.values()].sort((a, b) => waited(b) - waited(a)),
  };
}

/** What is worth saying about it, most telling first. */
export function comparisonSentences({ runs, resources }: Comparison): string[] {
  const [a, b] = runs;
  const said: string[] = [];
  const [slow, quick] = [Math.max(a.durationNs, b.durationNs), Math.max(1, Math.min(a.durationNs, b.durationNs))];
  if (slow - quick <= slow * SAME_SHARE) said.push(t('compare.sameTime', formatDuration(a.durationNs)));
  else {
    const times = (slow / quick).toFixed(slow / quick < 10 ? 1 : 0);
    const key = a.durationNs < b.durationNs ? 'compare.firstQuicker' : 'compare.secondQuicker';
    said.push(t(key, formatDuration(a.durationNs), formatDuration(b.durationNs), times));
  }
  const [endA, endB] = [endWords(a), endWords(b)];
  said.push(endA === endB ? t('compare.sameEnd', endA) : t('compare.ends', endA, endB));
  for (const run of [0, 1] as const) {
    const only = resources.filter(({ sums: both }) => both[run] !== undefined && both[1 - run] === undefined);
    if (only.length === 0) continue;
    const names = only.slice(0, MOST_NAMES).map(({ name }) => name);
    if (only.length > MOST_NAMES) names.push('…');
    said.push(t('compare.only', 'AB'[run]!, names.join(', ')));
  }
  if (a.waitNs > 0 || b.waitNs > 0) said.push(t('compare.waited', formatDuration(a.waitNs), formatDuration(b.waitNs)));
  if (a.lastLine !== b.lastLine) said.push(t('compare.lines', a.lastLine ?? '–', b.lastLine ?? '–'));
  return said;
}

function endWords({ ended, errors }: RunFacts): string {
  const end = ended ?? t('compare.notEnded');
  return errors === 0 ? end : t('compare.withErrors', end, errors);
}

function factsOf(scene: Scene): RunFacts {
  const { actors } = scene;
  const main = actors.find((lane) => lane.kind === 'process' && lane.startedBy === undefined) ?? actors[0];
  let waitNs = 0;
  let last: Instant | undefined;
  for (const actor of actors) {
    scene.spans(actor.id, 0, scene.endNs, 0, (span) => {
      if (span.kind === 'waiting') waitNs += span.endNs - span.startNs;
    });
    scene.instants(actor.id, 0, scene.endNs, 0, (instant) => {
      if (instant.op === 'output' && (last === undefined || itemStart(instant) >= itemStart(last))) last = instant;
    });
  }
  return {
    durationNs: scene.endNs,
    actors: actors.length,
    events: scene.events,
    ended: main?.exit === undefined ? undefined : `${laneName(scene, main.id)}: ${exitWords(main.exit)}`,
    errors: actors.filter((lane) => lane.exit?.reason === 'error').length,
    waitNs,
    lastLine: last?.text === undefined ? undefined : oneLine(last.text.trim(), 80),
  };
}

function nothing(lane: string): ResourceSum {
  return {
    lane,
    waits: 0,
    waitNs: 0,
    longestNs: 0,
    holds: 0,
    heldNs: 0,
    longestHeldNs: 0,
    contendedNs: 0,
    fairness: undefined,
  };
}

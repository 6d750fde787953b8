/**
 * How benchmarks say what they measured: each row against its peer of the same run, as a ratio, and whether the goal is
 * reached. `npm run bench -- --write` collects the rows into docs/benchmarks.md.
 */
import { appendFileSync } from 'node:fs';

/** One row of the table. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly peer: string;
  readonly ratio: string;
  readonly goal: string;
  readonly reached: boolean;
}

/** A figure of a peer in the same run; NaN or undefined where it could not be had. */
export interface Peer {
  readonly name: string;
  readonly value: number | undefined;
}

/** Ours takes at most 1/`times` of the peer's time: `times` x faster. */
export function faster(what: string, unit: string, ours: number, { name, value }: Peer, times: number): void {
  if (value === undefined || Number.isNaN(value)) {
    missing(what, unit, ours, name);
    return;
  }
  const ratio = value / ours;
  const goal = `at least ${times} x faster`;
  tell({
    what,
    measured: figure(ours, unit),
    peer: `${name}: ${figure(value, unit)}`,
    ratio: `${round(ratio)} x faster`,
    goal,
    reached: ratio >= times,
  });
}

/** Ours takes at most `times` x the peer's. */
export function within(what: string, unit: string, ours: number, { name, value }: Peer, times: number): void {
  if (value === undefined || Number.isNaN(value)) {
    missing(what, unit, ours, name);
    return;
  }
  const ratio = ours / value;
  const goal = `at most ${times} x`;
  tell({
    what,
    measured: figure(ours, unit),
    peer: `${name}: ${figure(value, unit)}`,
    ratio: `${round(ratio)} x`,
    goal,
    reached: ratio <= times,
  });
}

/** A figure that has a limit of its own. */
export function atMost(what: string, unit: string, ours: number, most: number): void {
  tell({
    what,
    measured: figure(ours, unit),
    peer: '',
    ratio: '',
    goal: `at most ${figure(most, unit)}`,
    reached: ours <= most,
  });
}

/** A figure that has to be at least so much. */
export function atLeast(what: string, unit: string, ours: number, least: number): void {
  tell({
    what,
    measured: figure(ours, unit),
    peer: '',
    ratio: '',
    goal: `at least ${figure(least, unit)}`,
    reached: ours >= least,
  });
}

/** A row that could not be measured, and why. */
export function unmeasured(what: string, goal: string, why: string): void {
  tell({ what, measured: `not measured: ${why}`, peer: '', ratio: '', goal, reached: false });
}

function missing(what: string, unit: string, ours: number, name: string): void {
  console.log(`${what}: ${figure(ours, unit)}; ${name} could not be measured here`);
}

function tell(row: Row): void {
  const { what, measured, peer, ratio, goal, reached } = row;
  console.log(
    `${reached ? 'reached' : 'MISSED '} ${what}: ${[measured, peer, ratio].filter(Boolean).join('; ')} (to reach: ${goal})`,
  );
  const file = process.env.HEDDLE_BENCH_ROWS;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(row)}\n`);
}

function figure(value: number, unit: string): string {
  return `${value >= 1000 ? Math.round(value).toLocaleString('en') : round(value)} ${unit}`;
}
function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** A line per behaviour on standard output: `ok <title>` or `not ok <title>: <why>`. */
import { inspect, isDeepStrictEqual } from 'node:util';

let failed = 0;
export function equal(title: string, actual: unknown, expected: unknown): void {
  if (isDeepStrictEqual(actual, expected)) console.log(`ok ${title}`);
  else {
    failed++;
    console.log(`not ok ${title}: expected ${inspect(expected)}, got ${inspect(actual)}`);
  }
}
export function truthy(title: string, actual: unknown): void {
  equal(title, Boolean(actual), true);
}
interface Expected {
  readonly name?: string;
  readonly code?: string;
  readonly type?: abstract new (...args: never[]) => Error;
}
function judge(title: string, error: unknown, expected: Expected): void {
  const actual = error as { name?: string; code?: string } | undefined;
  if (error === undefined) equal(title, 'no error', expected.name ?? expected.code ?? 'an error');
  else if (expected.type && !(error instanceof expected.type)) equal(title, actual?.name, expected.type.name);
  else if (expected.name !== undefined && actual?.name !== expected.name) equal(title, actual?.name, expected.name);
  else if (expected.code !== undefined && actual?.code !== expected.code) equal(title, actual?.code, expected.code);
  else console.log(`ok ${title}`);
}
export function throws(title: string, fn: () => unknown, expected: Expected): void {
  let caught: unknown;
  try {
    fn();
  } catch (error) {
    caught = error;
  }
  judge(title, caught, expected);
}
export async function rejects(title: string, promise: Promise<unknown>, expected: Expected): Promise<void> {
  let caught: unknown;
  try {
    await promise;
  } catch (error) {
    caught = error;
  }
  judge(title, caught, expected);
}
/** How long fn took is at least `ms` (with a timer's grain of grace). */
export function tookAtLeast(title: string, ms: number, fn: () => unknown): void {
  const began = performance.now();
  fn();
  const took = performance.now() - began;
  truthy(`${title} (${Math.round(took)} ms)`, took >= ms - 2);
}
export function finish(): void {
  console.log(failed === 0 ? 'all ok' : `${failed} not ok`);
}

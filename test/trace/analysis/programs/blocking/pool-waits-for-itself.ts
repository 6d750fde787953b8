/**
 * All workers of a pool wait for what a task that is still queued would do.
 * @finding stall
 * @actors
 * @resources ready
 */
import { main } from 'heddle';
import { Event, ThreadPool } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const ready = new Event({ name: 'ready' });

export function wait(): void {
  ready.wait();
}
export function prepare(): void {
  ready.set();
}

main(async () => {
  await using pool = new ThreadPool(fixed ? 3 : 2, { name: 'pool' });
  await Promise.all([pool.apply(wait), pool.apply(wait), pool.apply(prepare)]);
});

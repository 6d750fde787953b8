/**
 * More tasks meet at a barrier than the pool has processes.
 * @finding stall
 * @actors
 * @resources meeting
 */
import { main } from 'heddle';
import { Barrier, Pool } from 'heddle/multiprocessing';

const fixed = process.argv[2] === 'fixed';
const meeting = new Barrier(3, { name: 'meeting' });

export function attend(_: number): number {
  return meeting.wait();
}

main(async () => {
  await using pool = new Pool(fixed ? 3 : 2, { name: 'pool' });
  await pool.map(attend, [0, 1, 2], { chunkSize: 1 });
});

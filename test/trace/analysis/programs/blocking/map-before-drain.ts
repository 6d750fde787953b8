/**
 * The tasks of a pool fill a queue that main empties only after all of them.
 * @finding stall deadlock
 * @actors
 * @resources found
 */
import { main } from 'heddle';
import { Queue } from 'heddle/queue';
import { ThreadPool } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';

export function search(found: Queue<number>, from: number): void {
  for (let i = from; i < from + 3; i++) found.put(i);
}

main(async () => {
  await using pool = new ThreadPool(2, { name: 'pool' });
  const found = new Queue<number>(fixed ? 0 : 4, { name: 'found' });
  await pool.starmap(
    search,
    [
      [found, 0],
      [found, 10],
      [found, 20],
    ],
    { chunkSize: 1 },
  );
  console.log(found.qsize());
});

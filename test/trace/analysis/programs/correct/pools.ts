/** Pools whose workers are idle for a while, or busy for long, and that are used again. */
import { main, sleep, sleepAsync } from 'heddle';
import { Pool } from 'heddle/multiprocessing';
import { ThreadPool } from 'heddle/threading';

export function slow(n: number): number {
  sleep(120);
  return n * n;
}

main(async () => {
  const threads = new ThreadPool(2, { name: 'threads' });
  const processes = new Pool(2, { name: 'processes' });
  console.log(await threads.map(slow, [1, 2, 3, 4], { chunkSize: 1 }));
  await sleepAsync(200);
  const [a, b] = await Promise.all([processes.apply(slow, [3]), threads.apply(slow, [4])]);
  console.log(a, b);
  await new Promise((resolve) => setTimeout(resolve, 200));
  processes.close();
  await processes.join();
  threads.terminate();
  await threads.join();
});

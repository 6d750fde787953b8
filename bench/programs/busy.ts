/** Two processes that do nothing but operations, so many each, on locks of their own. */
import { main } from 'heddle';
import { Lock, Process } from 'heddle/multiprocessing';

export function work(pairs: number): void {
  const lock = new Lock();
  for (let i = 0; i < pairs; i++) {
    lock.acquire();
    lock.release();
  }
}

main(async () => {
  const pairs = Number(process.argv[2]);
  const workers = [1, 2].map(() => new Process(work, [pairs]).start());
  for (const worker of workers) await worker.join();
});

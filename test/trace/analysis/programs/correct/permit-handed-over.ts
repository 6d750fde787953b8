/** Main takes a permit for each worker, and the worker gives it back. */
import { main, sleep } from 'heddle';
import { Semaphore, Thread } from 'heddle/threading';

export function work(permits: Semaphore): void {
  sleep(200);
  permits.release();
}

main(() => {
  const permits = new Semaphore(1, { name: 'permits' });
  for (let i = 0; i < 3; i++) {
    permits.acquire();
    new Thread(work, [permits]).start();
  }
  permits.acquire();
});

/**
 * A process exits with the only permit in its hands.
 * @finding stall deadlock
 * @actors next
 * @resources licence
 */
import { main } from 'heddle';
import { Process, Semaphore } from 'heddle/multiprocessing';

const fixed = process.argv[2] === 'fixed';

export function run(licence: Semaphore, quits: boolean): void {
  licence.acquire();
  if (quits && !fixed) process.exit(0);
  licence.release();
}

main(async () => {
  const licence = new Semaphore(1, { name: 'licence' });
  await new Process(run, [licence, true], { name: 'quitter' }).start().join();
  await new Process(run, [licence, false], { name: 'next' }).start().join();
});

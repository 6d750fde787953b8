/**
 * A child process needs the lock that its parent holds while it joins the child.
 * @finding deadlock
 * @actors MainProcess, child
 * @resources journal
 */
import { main } from 'heddle';
import { Lock, Process } from 'heddle/multiprocessing';

const fixed = process.argv[2] === 'fixed';

export function child(journal: Lock): void {
  journal.acquire();
  console.log('written');
  journal.release();
}

main(async () => {
  const journal = new Lock({ name: 'journal' });
  journal.acquire();
  const process = new Process(child, [journal], { name: 'child' }).start();
  if (fixed) journal.release();
  await process.join();
  if (!fixed) journal.release();
});

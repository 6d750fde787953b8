/**
 * Three processes meet at a barrier, and one of them holds the lock that the others need before.
 * @finding deadlock
 * @actors one, two
 * @resources file
 */
import { main } from 'heddle';
import { Barrier, Lock, Process } from 'heddle/multiprocessing';

const fixed = process.argv[2] === 'fixed';
const file = new Lock({ name: 'file' });
const done = new Barrier(2, { name: 'done' });

export function write(): void {
  file.acquire();
  if (fixed) file.release();
  done.wait();
  if (!fixed) file.release();
}

main(async () => {
  const children = ['one', 'two'].map((name) => new Process(write, [], { name }).start());
  for (const child of children) await child.join();
});

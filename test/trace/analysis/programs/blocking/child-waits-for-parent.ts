/**
 * The parent joins the child, which waits for what the parent does after that.
 * @finding stall deadlock
 * @actors child
 * @resources go
 */
import { main } from 'heddle';
import { Event, Process } from 'heddle/multiprocessing';

const fixed = process.argv[2] === 'fixed';
const go = new Event({ name: 'go' });

export function child(): void {
  go.wait();
}

main(async () => {
  const process = new Process(child, [], { name: 'child' }).start();
  if (fixed) go.set();
  await process.join();
  go.set();
});

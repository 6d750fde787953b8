/**
 * Two readers of one lock both want to become its writer.
 * @finding deadlock
 * @actors first, second
 * @resources index
 */
import { main } from 'heddle';
import { Barrier, RWLock, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const index = new RWLock({ name: 'index' });
const read = new Barrier(2, { name: 'read' });

export function update(): void {
  const reading = index.read.hold();
  read.wait();
  if (fixed) reading[Symbol.dispose]();
  using _writing = index.write.hold();
  if (!fixed) reading[Symbol.dispose]();
}

main(async () => {
  const threads = ['first', 'second'].map((name) => new Thread(update, [], { name }).start());
  for (const thread of threads) await thread.join();
});

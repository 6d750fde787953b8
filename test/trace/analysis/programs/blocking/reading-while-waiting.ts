/**
 * A process waits for an item while it reads; who would put it wants to write first.
 * @finding deadlock
 * @actors viewer, editor
 * @resources document
 */
import { main } from 'heddle';
import { Event, Process, Queue, RWLock } from 'heddle/multiprocessing';

const fixed = process.argv[2] === 'fixed';
const document = new RWLock({ name: 'document' });
const changes = new Queue<string>(0, { name: 'changes' });
const viewing = new Event({ name: 'viewing' });

export function viewer(): void {
  const reading = document.read.hold();
  viewing.set();
  if (fixed) reading[Symbol.dispose]();
  console.log(changes.get());
  if (!fixed) reading[Symbol.dispose]();
}
export function editor(): void {
  viewing.wait();
  using _writing = document.write.hold();
  changes.put('title');
}

main(async () => {
  const children = [viewer, editor].map((target) => new Process(target, [], { name: target.name }).start());
  for (const child of children) await child.join();
});

/**
 * A thread of the parent and a thread of the child hold one lock each and want the other.
 * @finding deadlock
 * @actors here, there
 * @resources left, right
 */
import { main } from 'heddle';
import { Barrier, Lock, Process } from 'heddle/multiprocessing';
import { Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const left = new Lock({ name: 'left' });
const right = new Lock({ name: 'right' });
const met = new Barrier(2, { name: 'met' });

export function walk(isHere: boolean): void {
  const [first, second] = isHere || fixed ? [left, right] : [right, left];
  if (fixed) met.wait();
  using _first = first.hold();
  if (!fixed) met.wait();
  using _second = second.hold();
  console.log(isHere ? 'here' : 'there');
}

export async function child(): Promise<void> {
  await new Thread(walk, [false], { name: 'there' }).start().join();
}

main(async () => {
  const thread = new Thread(walk, [true], { name: 'here' }).start();
  const process = new Process(child, [], { name: 'child' }).start();
  await thread.join();
  await process.join();
});

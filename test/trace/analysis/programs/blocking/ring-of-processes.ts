/**
 * Four processes each lock their own region and then their neighbour's.
 * @finding deadlock
 * @actors node 0, node 1, node 2, node 3
 * @resources region 0, region 1, region 2, region 3
 */
import { main } from 'heddle';
import { Barrier, Process, RLock } from 'heddle/multiprocessing';

const fixed = process.argv[2] === 'fixed';
const NODES = 4;
const regions = Array.from({ length: NODES }, (_, i) => new RLock({ name: `region ${i}` }));
const ready = new Barrier(NODES, { name: 'ready' });

export function node(self: number): void {
  const order = [self, (self + 1) % NODES];
  if (fixed) order.sort();
  if (fixed) ready.wait();
  using _own = regions[order[0]!]!.hold();
  if (!fixed) ready.wait();
  using _other = regions[order[1]!]!.hold();
  console.log(`node ${self} moved`);
}

main(async () => {
  const nodes = Array.from({ length: NODES }, (_, i) => new Process(node, [i], { name: `node ${i}` }).start());
  for (const one of nodes) await one.join();
});

/**
 * A consumer waits with a timeout a few times and then without.
 * @finding stall
 * @actors consumer
 * @resources orders
 */
import { main } from 'heddle';
import { PriorityQueue } from 'heddle/queue';
import { Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const orders = new PriorityQueue<number>(0, { name: 'orders' });

export function consumer(): void {
  for (let tries = 0; tries < 4; ) {
    const got = orders.tryGet(40);
    if (got) console.log(got.item);
    else tries++;
  }
  if (!fixed) orders.get();
}

main(async () => {
  const thread = new Thread(consumer, [], { name: 'consumer' }).start();
  for (const order of [3, 1, 2]) orders.put(order);
  await thread.join();
});

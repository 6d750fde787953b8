/**
 * A service ends and leaves a helper waiting for it, while main goes on.
 * @finding stall
 * @actors helper
 * @resources orders
 */
import { main, sleepAsync } from 'heddle';
import { Queue } from 'heddle/queue';
import { Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';

export function helper(orders: Queue<string>): void {
  for (const order of orders) console.log(order);
}
export function service(): void {
  const orders = new Queue<string>(0, { name: 'orders' });
  new Thread(helper, [orders], { name: 'helper' }).start();
  orders.put('one');
  if (fixed) orders.shutdown();
}

main(async () => {
  new Thread(service, [], { name: 'service' }).start();
  for (let i = 0; i < 20; i++) await sleepAsync(30);
});

import { main, sleep } from 'heddle';
import { Queue } from 'heddle/queue';
import { Thread } from 'heddle/threading';

export function slow(orders: Queue<number>): void {
  for (const _order of orders) sleep(20);
}

main(() => {
  const orders = new Queue<number>(0, { name: 'orders' });
  new Thread(slow, [orders], { name: 'slow', daemon: true }).start();
  for (let i = 0; i < 400; i++) {
    orders.put(i);
    sleep(2);
  }
});

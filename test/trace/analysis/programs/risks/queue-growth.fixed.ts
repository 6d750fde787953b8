import { main, sleep } from 'heddle';
import { Queue } from 'heddle/queue';
import { Thread } from 'heddle/threading';

export function slow(orders: Queue<number>): void {
  for (const _order of orders) sleep(2);
}

main(async () => {
  const orders = new Queue<number>(10, { name: 'orders' });
  const heap = new Queue<number>(0, { name: 'heap' });
  const threads = [
    new Thread(slow, [orders], { name: 'slow' }).start(),
    new Thread(slow, [heap], { name: 'works it off' }).start(),
  ];
  for (let i = 0; i < 300; i++) {
    orders.put(i);
    heap.put(i);
  }
  orders.shutdown();
  heap.shutdown();
  for (const thread of threads) await thread.join();
});

import { main, sleep } from 'heddle';
import { Queue } from 'heddle/queue';
import { Thread } from 'heddle/threading';

export function produce(items: Queue<number | undefined>): void {
  for (let i = 0; i < 3; i++) {
    sleep(500);
    items.put(i);
  }
  items.put(undefined);
}

export function consume(items: Queue<number | undefined>): void {
  for (;;) {
    const gotten = items.tryGet(20);
    if (gotten && gotten.item === undefined) return;
  }
}

main(async () => {
  const items = new Queue<number | undefined>(0, { name: 'items' });
  const consumer = new Thread(consume, [items], { name: 'consumer' }).start();
  await new Thread(produce, [items], { name: 'producer' }).start().join();
  await consumer.join();
});

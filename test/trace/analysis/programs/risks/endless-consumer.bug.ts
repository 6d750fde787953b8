import { main, sleep } from 'heddle';
import { Queue } from 'heddle/queue';
import { Event, Thread } from 'heddle/threading';

export function produce(items: Queue<number>): void {
  for (let i = 0; i < 3; i++) items.put(i);
}

export function consume(items: Queue<number>, enough: Event): void {
  while (!enough.isSet()) items.tryGet(50);
}

main(async () => {
  const [items, enough] = [new Queue<number>(0, { name: 'items' }), new Event({ name: 'enough' })];
  const consumer = new Thread(consume, [items, enough], { name: 'consumer' }).start();
  await new Thread(produce, [items], { name: 'producer' }).start().join();
  sleep(2500);
  enough.set();
  await consumer.join();
});

/** Those who started the others have ended; the others go on and help each other. */
import { main, sleep } from 'heddle';
import { Process, Queue as SharedQueue } from 'heddle/multiprocessing';
import { Queue } from 'heddle/queue';
import { Thread } from 'heddle/threading';

function spin(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

export function produce(queue: Queue<number>): void {
  for (let i = 0; i < 3; i++) {
    spin(110);
    queue.put(i);
  }
  queue.shutdown();
}
export function consume(queue: Queue<number>): void {
  for (const item of queue) console.log(item);
}
export function starts(): void {
  const queue = new Queue<number>(0, { name: 'queue' });
  new Thread(consume, [queue], { name: 'consumer' }).start();
  new Thread(produce, [queue], { name: 'producer' }).start();
}
export function feeds(queue: SharedQueue<number>): void {
  sleep(300);
  queue.put(1);
}
export function child(queue: SharedQueue<number>): void {
  new Thread(feeds, [queue], { name: 'feeder' }).start();
}
export function waits(queue: SharedQueue<number>): void {
  console.log(queue.get());
}

main(() => {
  new Thread(starts, [], { name: 'starter' }).start();
  const shared = new SharedQueue<number>(0, { name: 'shared' });
  new Process(child, [shared], { name: 'child' }).start();
  new Process(waits, [shared], { name: 'waiter' }).start();
});

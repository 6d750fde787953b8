/** Daemon threads and processes wait for ever, which is what they are for. */
import { main, sleep } from 'heddle';
import { Process, Queue as SharedQueue } from 'heddle/multiprocessing';
import { Queue } from 'heddle/queue';
import { Event, Thread } from 'heddle/threading';

export function consume(queue: Queue<number>): void {
  for (;;) queue.get();
}
export function consumeShared(queue: SharedQueue<number>): void {
  for (;;) queue.get();
}
export function work(queue: Queue<number>): void {
  for (let i = 0; i < 4; i++) {
    sleep(100);
    queue.put(i);
  }
}
export function waits(never: Event): void {
  never.wait();
}

main(() => {
  const queue = new Queue<number>(0, { name: 'queue' });
  const shared = new SharedQueue<number>(0, { name: 'shared' });
  new Thread(consume, [queue], { daemon: true, name: 'thread' }).start();
  new Process(consumeShared, [shared], { daemon: true, name: 'process' }).start();
  new Thread(waits, [new Event({ name: 'never' })], { daemon: true, name: 'waits' }).start();
  new Thread(work, [queue], { name: 'work' }).start();
  sleep(300);
});

/**
 * @title A queue made of a pipe and two locks
 * @title.zh 队列 = 管道 + 锁
 * @summary Several processes may share the ends of a pipe when a lock guards each end: that is a queue.
 * @summary.zh 给管道的两端各加一把锁，多个进程就能共用它：这就是队列。
 * @look Producers stand in line at one lock, consumers at the other; no message is torn and none is lost.
 * @look.zh 生产者在一把锁前排队，消费者在另一把锁前排队；消息既不会错乱，也不会丢失。
 * @lesson queues 4
 * @twin pipe
 * @tabstops PipeQueue
 */
import { main, sleep } from 'heddle';
import { type Connection, Lock, Pipe, Process } from 'heddle/multiprocessing';

interface PipeQueue {
  readonly receiver: Connection;
  readonly sender: Connection;
  readonly gets: Lock;
  readonly puts: Lock;
}

function put(queue: PipeQueue, item: unknown): void {
  using _turn = queue.puts.hold();
  queue.sender.send(item);
}

function get(queue: PipeQueue): unknown {
  using _turn = queue.gets.hold();
  return queue.receiver.recv();
}

export function producer(queue: PipeQueue, name: string): void {
  for (let i = 1; i <= 3; i++) {
    put(queue, `${name} ${i}`);
    sleep(50);
  }
}

export function consumer(queue: PipeQueue, name: string): void {
  for (let i = 0; i < 3; i++) {
    console.log(`${name} got ${get(queue)}`);
    sleep(100);
  }
}

main(async () => {
  const [receiver, sender] = Pipe(false);
  const queue = { receiver, sender, gets: new Lock({ name: 'gets' }), puts: new Lock({ name: 'puts' }) };
  const all = ['a', 'b'].flatMap((name) => [
    new Process(producer, [queue, name], { name: `producer ${name}` }),
    new Process(consumer, [queue, name], { name: `consumer ${name}` }),
  ]);
  for (const each of all) each.start();
  for (const each of all) await each.join();
});

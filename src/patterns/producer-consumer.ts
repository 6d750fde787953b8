/**
 * @title Producer and consumer
 * @title.zh 生产者与消费者
 * @summary A producer makes ten buns for a consumer, over a queue of three; a sentinel says that it was the last.
 * @summary.zh 生产者做十个包子，经容量为三的队列交给消费者；结束标记表示已是最后一个。
 * @look The depth climbs to three, where the put waits; each get makes room, and the sentinel ends the consumer.
 * @look.zh 深度升到三时 put 开始等待；每次 get 腾出位置，结束标记让消费者结束。
 * @lesson producer-consumer 1
 * @twin producer-consumer-endless
 * @tabstops buns | >([[3]], | i <= [[10]]
 */
import { main, sleep } from 'heddle';
import { Process, Queue } from 'heddle/multiprocessing';

export function producer(buns: Queue<string | null>): void {
  for (let i = 1; i <= 10; i++) {
    sleep(50 + Math.random() * 100);
    buns.put(`bun ${i}`);
    console.log(`made bun ${i}`);
  }
  buns.put(null); // the sentinel: no more will come
}

export function consumer(buns: Queue<string | null>): void {
  for (let bun = buns.get(); bun !== null; bun = buns.get()) {
    console.log(`ate ${bun}`);
    sleep(150 + Math.random() * 150);
  }
}

main(async () => {
  const buns = new Queue<string | null>(3, { name: 'buns' });
  const workers = [
    new Process(producer, [buns], { name: 'producer' }),
    new Process(consumer, [buns], { name: 'consumer' }),
  ];
  for (const worker of workers) worker.start();
  for (const worker of workers) await worker.join();
});

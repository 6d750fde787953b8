/**
 * @title Producer and consumer threads
 * @title.zh 线程的生产者与消费者
 * @summary Threads use the same model over a queue between threads: it decouples who makes from who uses.
 * @summary.zh 线程也用同样的模型，换成线程队列：让生产和消费解耦。
 * @look The queue's depth swings between empty and full; a put waits at three, a get at nothing.
 * @look.zh 队列深度在空与满之间摆动；满三个时 put 等待，空了时 get 等待。
 * @lesson producer-consumer 3
 * @twin producer-consumer
 * @tabstops buns | >([[3]], | i <= [[10]]
 */
import { main, sleep } from 'heddle';
import { Queue } from 'heddle/queue';
import { Thread } from 'heddle/threading';

const buns = new Queue<string | undefined>(3, { name: 'buns' });

export function producer(): void {
  for (let i = 1; i <= 10; i++) {
    sleep(30 + Math.random() * 60);
    buns.put(`bun ${i}`);
    console.log(`made bun ${i}`);
  }
  buns.put(undefined); // the sentinel: no more will come
}

export function consumer(): void {
  for (let bun = buns.get(); bun !== undefined; bun = buns.get()) {
    console.log(`ate ${bun}`);
    sleep(80 + Math.random() * 80);
  }
}

main(async () => {
  const threads = [new Thread(producer, [], { name: 'producer' }), new Thread(consumer, [], { name: 'consumer' })];
  for (const each of threads) each.start();
  for (const each of threads) await each.join();
});

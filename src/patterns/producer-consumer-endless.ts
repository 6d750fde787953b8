/**
 * @title A consumer without an end
 * @title.zh 没有结束信号的消费者
 * @summary The producer makes ten buns and goes; the consumer eats them and waits for the eleventh for ever.
 * @summary.zh 生产者做完十个包子就走了；消费者吃完后永远等着第十一个。
 * @look After the producer's lane has ended, the consumer's last get never ends: stop the run to end it.
 * @look.zh 生产者的泳道结束后，消费者最后一次 get 永远不结束：停止运行来结束它。
 * @lesson producer-consumer 2
 * @twin producer-consumer
 * @tabstops buns | i <= [[10]]
 */
import { main, sleep } from 'heddle';
import { Process, Queue } from 'heddle/multiprocessing';

export function producer(buns: Queue<string>): void {
  for (let i = 1; i <= 10; i++) {
    sleep(50 + Math.random() * 100);
    buns.put(`bun ${i}`);
    console.log(`made bun ${i}`);
  }
}

export function consumer(buns: Queue<string>): void {
  for (;;) {
    console.log(`ate ${buns.get()}`); // who says that it was the last one?
    sleep(100 + Math.random() * 50);
  }
}

main(() => {
  const buns = new Queue<string>(0, { name: 'buns' });
  new Process(producer, [buns], { name: 'producer' }).start();
  new Process(consumer, [buns], { name: 'consumer' }).start();
});

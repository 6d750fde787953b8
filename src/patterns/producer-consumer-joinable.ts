/**
 * @title Several of each, counting tasks
 * @title.zh 多个生产者与消费者：任务计数
 * @summary Consumers say when each bun is eaten; main waits until all are, and the daemon consumers end with it.
 * @summary.zh 消费者每吃完一个就报告；主进程等到全部吃完，守护的消费者随之结束。
 * @look The join of the queue ends with the last taskDone; then the consumers' lanes are cut off in their get.
 * @look.zh 队列的 join 随最后一次 taskDone 结束；之后消费者的泳道在 get 中被终止。
 * @lesson producer-consumer 4
 * @twin producer-consumer-endless
 * @tabstops buns | i <= [[4]]
 */
import { main, sleep } from 'heddle';
import { JoinableQueue, Process } from 'heddle/multiprocessing';

export function producer(buns: JoinableQueue<string>, cook: string): void {
  for (let i = 1; i <= 4; i++) {
    sleep(50 + Math.random() * 100);
    buns.put(`${cook}'s bun ${i}`);
  }
}

export function consumer(buns: JoinableQueue<string>, guest: string): void {
  for (const bun of buns) {
    sleep(50 + Math.random() * 150);
    console.log(`${guest} ate ${bun}`);
    buns.taskDone();
  }
}

main(async () => {
  const buns = new JoinableQueue<string>(3, { name: 'buns' });
  const cooks = ['Ada', 'Alan', 'Grace'].map((cook) => new Process(producer, [buns, cook], { name: cook }));
  for (const guest of ['Edsger', 'Tony']) {
    new Process(consumer, [buns, guest], { name: guest, daemon: true }).start();
  }
  for (const cook of cooks) cook.start();
  for (const cook of cooks) await cook.join(); // everything has been put
  await buns.joinAsync(); // everything has been eaten
  console.log('all eaten');
});

/**
 * @title Last in, first out
 * @title.zh 堆栈：后进先出
 * @summary A LifoQueue is a stack: what was put last is got first.
 * @summary.zh LifoQueue 就是堆栈：最后放进去的最先取出来。
 * @look The first get takes the item of the last put.
 * @look.zh 第一次取出的是最后放入的那一个。
 * @lesson queue-kinds 3
 * @twin queue-fifo
 * @tabstops queue | LifoQueue([[3]]
 */
import { main, sleep } from 'heddle';
import { LifoQueue } from 'heddle/queue';

main(() => {
  const queue = new LifoQueue(3, { name: 'queue' });
  for (const item of [{ a: 1 }, 'xxxxx', 2]) {
    queue.put(item);
    sleep(50);
  }
  while (!queue.empty()) {
    console.log(queue.get());
    sleep(50);
  }
});

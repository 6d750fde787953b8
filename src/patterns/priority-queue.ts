/**
 * @title The lowest number first
 * @title.zh 优先级队列
 * @summary Put in as 10, -1, 0, the items leave as -1, 0, 10.
 * @summary.zh 按 10、-1、0 放入，按 -1、0、10 取出。
 * @look The gets take the items in another order than the puts brought them.
 * @look.zh 取出的顺序与放入的顺序不同。
 * @lesson queue-kinds 2
 * @twin queue-fifo
 * @tabstops queue | PriorityQueue<[number, unknown]>([[3]]
 */
import { main, sleep } from 'heddle';
import { PriorityQueue } from 'heddle/queue';

main(() => {
  const queue = new PriorityQueue<[number, unknown]>(3, { name: 'queue' });
  queue.put([10, { a: 1 }]);
  queue.put([-1, 'xxxxx']);
  queue.put([0, 2]);
  while (!queue.empty()) {
    console.log(queue.get());
    sleep(50);
  }
});

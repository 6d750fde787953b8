/**
 * @title First in, first out
 * @title.zh 队列：先进先出
 * @summary What is put first is got first, whatever it is.
 * @summary.zh 先放进去的先取出来，不管放的是什么。
 * @look Three puts, three gets, in the same order; the depth goes up to three and down again.
 * @look.zh 三次放入、三次取出，顺序相同；深度升到三再降下来。
 * @lesson queue-kinds 1
 * @twin lifo-queue
 * @tabstops queue | Queue([[3]]
 */
import { main, sleep } from 'heddle';
import { Queue } from 'heddle/queue';

main(() => {
  const queue = new Queue(3, { name: 'queue' });
  for (const item of [{ a: 1 }, 'xxxxx', 2]) {
    queue.put(item);
    sleep(50);
  }
  while (!queue.empty()) {
    console.log(queue.get());
    sleep(50);
  }
});

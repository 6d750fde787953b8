/**
 * @title A full queue between threads
 * @title.zh 线程队列：放满三个
 * @summary The fourth put into a queue of three waits; here somebody comes and gets, so it goes on.
 * @summary.zh 向容量为三的队列第四次 put 会等待；这里有人来取，于是继续。
 * @look The put of the fourth item ends exactly where the first get takes one out.
 * @look.zh 第四次 put 恰好在第一次 get 取走一个时结束。
 * @lesson queues 3
 * @twin queue-process
 * @tabstops queue | Queue([[3]]
 */
import { main, sleep } from 'heddle';
import { Queue } from 'heddle/queue';
import { Thread } from 'heddle/threading';

const queue = new Queue(3, { name: 'queue' });

export function fill(): void {
  for (const item of [{ a: 1 }, 'xxxxx', 2, 4]) {
    queue.put(item);
    console.log('put', item);
  }
}

main(async () => {
  const producer = new Thread(fill, [], { name: 'producer' }).start();
  sleep(500);
  for (let i = 0; i < 4; i++) {
    console.log('got', queue.get());
    sleep(100);
  }
  await producer.join();
});

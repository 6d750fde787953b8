/**
 * @title A hundred threads and a lock
 * @title.zh 线程互斥锁
 * @summary A hundred threads take n from 100 to 0: the lock makes reading, pausing and writing one step.
 * @summary.zh 一百个线程把 n 从 100 减到 0：锁让读、停顿、写成为一个整体。
 * @look A hundred lanes wait for one lock; it is never free for long, and never held by two.
 * @look.zh 一百条泳道等同一把锁；它几乎不空闲，也从不同时被两个持有。
 * @lesson mutex-threads 2
 * @twin thread-race
 * @tabstops mutex | n | sleep([[10]])
 */
import { main, sleep } from 'heddle';
import { Lock, Thread, Value } from 'heddle/threading';

const mutex = new Lock({ name: 'mutex' });
const n = new Value('int32', 100, { name: 'n' });

export function task(): void {
  using _held = mutex.hold();
  const read = n.value;
  sleep(10);
  n.value = read - 1;
}

main(async () => {
  const threads = Array.from({ length: 100 }, () => new Thread(task));
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.join();
  console.log(`n is ${n.value}`);
});

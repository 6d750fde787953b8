/**
 * @title A hundred threads without a lock
 * @title.zh 不加锁的一百个线程
 * @summary Each thread reads n, pauses and writes n - 1: almost all of the hundred updates are lost.
 * @summary.zh 每个线程读 n、停一下、写回 n - 1：一百次更新几乎全部丢失。
 * @look The reads of n stand in a heap before the first write: they all read the same number.
 * @look.zh 对 n 的读取都堆在第一次写入之前：大家读到的是同一个数。
 * @lesson mutex-threads 1
 * @twin thread-mutex
 * @tabstops sleep([[100]])
 */
import { main, sleep } from 'heddle';
import { Barrier, Thread, Value } from 'heddle/threading';

const n = new Value('int32', 100, { name: 'n' });
const start = new Barrier(100, { name: 'start' });

export function task(): void {
  start.wait(); // all at once
  const read = n.value;
  sleep(100);
  n.value = read - 1;
}

main(async () => {
  const threads = Array.from({ length: 100 }, () => new Thread(task));
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.join();
  console.log(`n is ${n.value}, and should be 0`);
});

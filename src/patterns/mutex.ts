/**
 * @title Mutex between processes
 * @title.zh 进程互斥锁
 * @summary Three processes run at once, and a lock keeps each one's three lines together.
 * @summary.zh 三个进程同时运行，一把锁让每个进程的三行输出连在一起。
 * @look All three start together; one holds the lock, the others wait for it, and each release lets the next one in.
 * @look.zh 三个同时启动；一个拿着锁，其余在等，每次释放放进下一个。
 * @lesson mutex-processes 2
 * @twin serial-join
 * @tabstops mutex | task
 */
import { main, sleep } from 'heddle';
import { Lock, Process } from 'heddle/multiprocessing';

export function task(name: string, mutex: Lock): void {
  using _held = mutex.hold();
  console.log(`${name} prints 1`);
  sleep(200 + Math.random() * 300);
  console.log(`${name} prints 2`);
  sleep(200 + Math.random() * 300);
  console.log(`${name} prints 3`);
}

main(async () => {
  const mutex = new Lock({ name: 'mutex' });
  const workers = ['a', 'b', 'c'].map((name) => new Process(task, [name, mutex], { name }));
  for (const worker of workers) worker.start();
  for (const worker of workers) await worker.join();
});

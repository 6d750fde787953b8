/**
 * @title Semaphore or pool?
 * @title.zh 信号量与进程池的区别
 * @summary A semaphore starts ten processes of which three work at a time; a pool starts three that do ten tasks.
 * @summary.zh 信号量启动十个进程，同时只有三个干活；进程池只启动三个进程，完成十个任务。
 * @look Ten lanes, most of them waiting; after them three lanes that are always busy.
 * @look.zh 先是十条泳道，大多在等待；随后是三条一直忙碌的泳道。
 * @lesson semaphore 3
 * @twin semaphore
 * @tabstops Semaphore([[3]] | Pool([[3]]
 */
import { main, sleep } from 'heddle';
import { Pool, Process, Semaphore } from 'heddle/multiprocessing';

export function work(task: number): number {
  sleep(200);
  return task;
}

export function guarded(keys: Semaphore, task: number): void {
  using _key = keys.hold();
  work(task);
}

main(async () => {
  const tasks = Array.from({ length: 10 }, (_, i) => i + 1);

  let began = performance.now();
  const keys = new Semaphore(3, { name: 'keys' });
  const processes = tasks.map((task) => new Process(guarded, [keys, task], { name: `task ${task}` }));
  for (const each of processes) each.start();
  for (const each of processes) await each.join();
  console.log(`semaphore: 10 processes, ${Math.round(performance.now() - began)} ms`);

  began = performance.now();
  await using pool = new Pool(3, { name: 'pool' });
  await pool.map(work, tasks, { chunkSize: 1 });
  console.log(`pool: 3 processes, ${Math.round(performance.now() - began)} ms`);
});

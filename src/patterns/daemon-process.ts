/**
 * @title A daemon process
 * @title.zh 守护进程
 * @summary Main ends, and its daemon process is cut off in the middle of its sleep: the second line never comes.
 * @summary.zh 主进程一结束，守护进程就在睡眠中被终止：第二行永远不会打印。
 * @look The daemon's lane stops inside the sleep, and its end names the rule: main's own threads had ended.
 * @look.zh 守护进程的泳道停在睡眠之中，末端标明所依据的规则：主进程自己的线程都已结束。
 * @lesson daemon-processes 1
 * @twin daemon-thread
 * @tabstops task | sleep([[1000]])
 */
import { main, sleep } from 'heddle';
import { Event, Process } from 'heddle/multiprocessing';

export function task(running: Event): void {
  console.log(`${process.pid} is running`);
  running.set();
  sleep(1000);
  console.log(`${process.pid} is done`); // never printed
}

main(() => {
  const running = new Event({ name: 'running' });
  const worker = new Process(task, [running], { name: 'worker' });
  worker.daemon = true; // before start
  worker.start();
  running.wait();
  console.log('main ends');
});

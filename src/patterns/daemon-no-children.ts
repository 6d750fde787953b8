/**
 * @title A daemon process has no children
 * @title.zh 守护进程不能开启子进程
 * @summary A daemonic process that starts a child process gets a named error: nobody would be left to end that child.
 * @summary.zh 守护进程开启子进程会得到一个具名错误：否则没有谁来结束那个子进程。
 * @look One child lane only: the daemon prints the error's name, and no lane appears below it.
 * @look.zh 只有一条子进程泳道：守护进程打印错误的名字，它下面不会出现新的泳道。
 * @lesson daemon-processes 3
 * @twin daemon-thread
 * @tabstops grandchild
 */
import { main } from 'heddle';
import { Process } from 'heddle/multiprocessing';

export function grandchild(): void {
  console.log('never reached');
}

export function daemon(): void {
  try {
    new Process(grandchild).start();
  } catch (error) {
    console.log(`${(error as Error).name}: ${(error as Error).message}`);
  }
}

main(async () => {
  const worker = new Process(daemon, [], { name: 'daemon', daemon: true });
  worker.start();
  await worker.join();
});

/**
 * @title A daemon thread
 * @title.zh 守护线程
 * @summary A thread is made a daemon before it starts, and, unlike a daemon process, may start threads of its own.
 * @summary.zh 守护线程要在启动之前设置；与守护进程不同，它可以再开启线程。
 * @look Two daemon lanes: the helper inherits it from its starter. Main joins the first, so its last line appears.
 * @look.zh 两条守护泳道：子线程从开启者那里继承守护属性。主线程等待第一条，所以它的最后一行会出现。
 * @lesson daemon-threads 1
 * @twin daemon-process
 * @tabstops sleep([[3000]]) | sleep([[1000]])
 */
import { main, sleep } from 'heddle';
import { Thread } from 'heddle/threading';

export function nap(): void {
  sleep(3000);
}

export function task(): void {
  new Thread(nap, [], { name: 'helper' }).start(); // allowed, and a daemon as well
  console.log('the daemon thread is running');
  sleep(1000);
  console.log('the daemon thread is done');
}

main(async () => {
  const thread = new Thread(task, [], { name: 'daemon' });
  thread.daemon = true; // before start
  thread.start();
  await thread.join();
  console.log('main ends');
});

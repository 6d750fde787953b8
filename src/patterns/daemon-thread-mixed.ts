/**
 * @title A daemon thread beside a normal one
 * @title.zh 守护线程与普通线程并存
 * @summary All five lines appear: the normal thread keeps the process alive for two seconds, and the daemon needs one.
 * @summary.zh 五行都会出现：普通线程让进程再活两秒，而守护线程只需要一秒。
 * @look Main's lane ends first. The daemon's lane ends by itself, because the process lives on with the normal thread.
 * @look.zh 主线程的泳道最先结束。守护线程的泳道自己结束，因为普通线程使进程继续存活。
 * @lesson daemon-threads 2
 * @twin daemon-process-mixed
 * @tabstops sleep([[1000]]) | sleep([[2000]])
 */
import { main, sleep } from 'heddle';
import { Thread } from 'heddle/threading';

export function short(): void {
  console.log('123');
  sleep(1000);
  console.log('end 123');
}

export function long(): void {
  console.log('456');
  sleep(2000);
  console.log('end 456');
}

main(() => {
  new Thread(short, [], { name: 'daemon', daemon: true }).start();
  new Thread(long, [], { name: 'normal' }).start();
  console.log('main ends');
});

/**
 * @title A daemon process beside a normal one
 * @title.zh 守护进程与普通进程并存
 * @summary Main prints its line and ends: the daemon's last line never appears, the normal process's does.
 * @summary.zh 主进程打印完就结束：守护进程的最后一行不会出现，普通进程的会出现。
 * @look The daemon of one second is cut off when main has ended, although the process of three seconds still runs.
 * @look.zh 尽管三秒的普通进程仍在运行，一秒的守护进程在主进程结束时就被终止。
 * @lesson daemon-processes 2
 * @twin daemon-thread-mixed
 * @tabstops sleep([[1000]]) | sleep([[3000]])
 */
import { main, sleep } from 'heddle';
import { Barrier, Process } from 'heddle/multiprocessing';

export function short(running: Barrier): void {
  console.log('123');
  running.wait();
  sleep(1000);
  console.log('end 123'); // never printed
}

export function long(running: Barrier): void {
  console.log('456');
  running.wait();
  sleep(3000);
  console.log('end 456');
}

main(() => {
  const running = new Barrier(3, { name: 'running' });
  new Process(short, [running], { name: 'daemon', daemon: true }).start();
  new Process(long, [running], { name: 'normal' }).start();
  running.wait(); // all three are under way
  console.log('main ends');
});

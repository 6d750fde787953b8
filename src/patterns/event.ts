/**
 * @title A starting gun
 * @title.zh 事件：发令枪
 * @summary Runners wait for an event; setting it once lets all of them go, and it stays set.
 * @summary.zh 赛跑者等待一个事件；设置一次，所有人都出发，而且它保持已设置的状态。
 * @look All waits end at the one set, however many there are.
 * @look.zh 不管有多少个等待，都在同一次 set 时结束。
 * @lesson vocabulary 2
 * @twin barrier
 * @tabstops gun
 */
import { main, sleep } from 'heddle';
import { Event, Thread } from 'heddle/threading';

const gun = new Event({ name: 'gun' });

export function runner(name: string): void {
  gun.wait();
  sleep(100 + Math.random() * 300);
  console.log(`${name} arrives`);
}

main(async () => {
  const runners = ['Ada', 'Alan', 'Grace'].map((name) => new Thread(runner, [name], { name }));
  for (const each of runners) each.start();
  sleep(300);
  console.log('bang');
  gun.set();
  for (const each of runners) await each.join();
});

/**
 * @title Ten people, three keys
 * @title.zh 信号量：十个人三把钥匙
 * @summary Ten processes want one of three keys: three are in at a time, and each key given back lets the next one in.
 * @summary.zh 十个进程争三把钥匙：同时最多三个在里面，还一把就再进一个。
 * @look The permits fall from 3 to 0 and stay near it until the line is gone; never more than three lanes hold.
 * @look.zh 许可数从 3 降到 0 附近，直到没人排队；同时持有的泳道从不超过三条。
 * @lesson semaphore 1
 * @twin semaphore-vs-pool
 * @tabstops keys | Semaphore([[3]] | length: [[10]]
 */
import { main, sleep } from 'heddle';
import { Process, Semaphore } from 'heddle/multiprocessing';

export function person(number: number, keys: Semaphore): void {
  using _key = keys.hold();
  console.log(`person ${number} is in`);
  sleep(200 + Math.random() * 400);
}

main(async () => {
  const keys = new Semaphore(3, { name: 'keys' });
  const people = Array.from({ length: 10 }, (_, i) => new Process(person, [i + 1, keys], { name: `person ${i + 1}` }));
  for (const each of people) each.start();
  for (const each of people) await each.join();
});

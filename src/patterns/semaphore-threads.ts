/**
 * @title Ten threads, three keys
 * @title.zh 线程信号量：十个人三把钥匙
 * @summary A semaphore of three between threads lets at most three of ten people in at a time.
 * @summary.zh 线程之间的信号量为三：十个人里同时最多进去三个。
 * @look The permits go down to 0 and stay near it; whoever gives a key back lets exactly one of the waiting in.
 * @look.zh 许可数降到 0 并停在附近；每还一把钥匙，就恰好放进一个等待的人。
 * @lesson semaphore 2
 * @twin semaphore
 * @tabstops keys | Semaphore([[3]] | length: [[10]]
 */
import { main, sleep } from 'heddle';
import { Semaphore, Thread } from 'heddle/threading';

const keys = new Semaphore(3, { name: 'keys' });

export function person(number: number): void {
  using _key = keys.hold();
  console.log(`person ${number} is in`);
  sleep(100 + Math.random() * 300);
}

main(async () => {
  const people = Array.from({ length: 10 }, (_, i) => new Thread(person, [i + 1], { name: `person ${i + 1}` }));
  for (const each of people) each.start();
  for (const each of people) await each.join();
});

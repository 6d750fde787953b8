/**
 * @title Two locks, one order
 * @title.zh 解除死锁：统一加锁顺序
 * @summary Everybody takes the fork before the knife, so nobody can hold what another one needs and wait.
 * @summary.zh 所有人都先拿叉再拿刀，就不会有人拿着别人要的东西在等。
 * @look The second thread waits for the first lock only, with empty hands, and then gets both.
 * @look.zh 第二个线程空着手只等第一把锁，之后两把都拿到。
 * @lesson nested-locks 3
 * @twin deadlock
 * @tabstops fork | knife
 */
import { main, sleep } from 'heddle';
import { Lock, Thread } from 'heddle/threading';

const fork = new Lock({ name: 'fork' });
const knife = new Lock({ name: 'knife' });

export function eat(name: string): void {
  using _fork = fork.hold();
  console.log(`${name} has the fork`);
  sleep(200);
  using _knife = knife.hold();
  console.log(`${name} eats`);
}

main(async () => {
  const people = ['left', 'right'].map((name) => new Thread(eat, [name], { name }));
  for (const each of people) each.start();
  for (const each of people) await each.join();
});

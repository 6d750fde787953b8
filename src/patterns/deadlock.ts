/**
 * @title Two locks, two orders
 * @title.zh 死锁：两把锁，两种顺序
 * @summary One thread takes the fork and then the knife, the other the knife and then the fork: both wait for ever.
 * @summary.zh 一个线程先拿叉再拿刀，另一个先拿刀再拿叉：两个都永远等下去。
 * @look Each lane holds one lock and waits for the other's. Nothing happens any more: stop the run to end it.
 * @look.zh 每条泳道拿着一把锁，等着对方的那把。之后不再有任何动静：停止运行来结束它。
 * @lesson nested-locks 1
 * @twin lock-order
 * @tabstops fork | knife
 */
import { main } from 'heddle';
import { Barrier, Lock, Thread } from 'heddle/threading';

const fork = new Lock({ name: 'fork' });
const knife = new Lock({ name: 'knife' });
const seated = new Barrier(2, { name: 'seated' });

export function left(): void {
  using _fork = fork.hold();
  console.log('left has the fork');
  seated.wait(); // until the other one has its first
  using _knife = knife.hold(); // waits for ever
  console.log('left eats');
}

export function right(): void {
  using _knife = knife.hold();
  console.log('right has the knife');
  seated.wait(); // until the other one has its first
  using _fork = fork.hold(); // waits for ever
  console.log('right eats');
}

main(() => {
  new Thread(left, [], { name: 'left' }).start();
  new Thread(right, [], { name: 'right' }).start();
});

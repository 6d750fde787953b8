/**
 * @title Dining philosophers who starve
 * @title.zh 哲学家就餐：死锁
 * @summary Five philosophers each take the left fork and wait for the right one, which their neighbour holds.
 * @summary.zh 五位哲学家各自先拿左手的叉子，再等右手的——它正被邻座拿着。
 * @look Each lane holds one fork and waits for the next: a ring. Stop the run to end it.
 * @look.zh 每条泳道拿着一把叉子，等着下一把：围成一个圈。停止运行来结束它。
 * @lesson vocabulary 5
 * @twin dining-philosophers-ordered
 * @tabstops names
 */
import { main } from 'heddle';
import { Barrier, Lock, Thread } from 'heddle/threading';

const table = new Barrier(5, { name: 'table' });

export function dine(name: string, left: Lock, right: Lock): void {
  using _left = left.hold();
  console.log(`${name} has the left fork`);
  table.wait(); // until everybody has one
  using _right = right.hold(); // waits for ever
  console.log(`${name} eats`);
}

main(() => {
  const names = ['Plato', 'Hypatia', 'Kant', 'Arendt', 'Laozi'];
  const forks = names.map((_, i) => new Lock({ name: `fork ${i + 1}` }));
  names.forEach((name, i) => {
    const [left, right] = [forks[i]!, forks[(i + 1) % forks.length]!];
    new Thread(dine, [name, left, right], { name }).start();
  });
});

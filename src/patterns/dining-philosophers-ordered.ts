/**
 * @title Dining philosophers who eat
 * @title.zh 哲学家就餐：统一顺序
 * @summary Everybody takes the fork with the lower number first, so the ring can never close.
 * @summary.zh 每个人都先拿编号小的叉子，圈就永远合不上。
 * @look Some wait with one fork or none, but there is always one who has both and eats.
 * @look.zh 有人拿着一把或空手等待，但总有人两把都拿到并在用餐。
 * @lesson vocabulary 6
 * @twin dining-philosophers
 * @tabstops names
 */
import { main, sleep } from 'heddle';
import { Lock, Thread } from 'heddle/threading';

export function dine(name: string, first: Lock, second: Lock): void {
  using _first = first.hold();
  sleep(100);
  using _second = second.hold();
  console.log(`${name} eats`);
  sleep(200);
}

main(async () => {
  const names = ['Plato', 'Hypatia', 'Kant', 'Arendt', 'Laozi'];
  const forks = names.map((_, i) => new Lock({ name: `fork ${i + 1}` }));
  const philosophers = names.map((name, i) => {
    const [low, high] = [i, (i + 1) % forks.length].sort((a, b) => a - b);
    return new Thread(dine, [name, forks[low!]!, forks[high!]!], { name });
  });
  for (const each of philosophers) each.start();
  for (const each of philosophers) await each.join();
});

/**
 * @title A lock that knows its owner
 * @title.zh 可重入锁 RLock
 * @summary An RLock may be taken again by the thread that holds it, and is free after as many releases.
 * @summary.zh RLock 可以被持有它的线程再次拿到，释放同样多次之后才空闲。
 * @look The hold of the lock has a depth of two in the middle; the other thread waits until the outer one is over.
 * @look.zh 持有锁的中段深度为二；另一个线程要等到外层释放。
 * @lesson nested-locks 4
 * @twin deadlock-self
 * @tabstops lock
 */
import { main, sleep } from 'heddle';
import { RLock, Thread } from 'heddle/threading';

const lock = new RLock({ name: 'lock' });

export function outer(name: string): void {
  using _held = lock.hold();
  console.log(`${name}: outer has the lock`);
  sleep(100);
  inner(name);
}

function inner(name: string): void {
  using _held = lock.hold();
  console.log(`${name}: inner has it too`);
  sleep(100);
}

main(async () => {
  const threads = ['first', 'second'].map((name) => new Thread(outer, [name], { name }));
  for (const each of threads) each.start();
  for (const each of threads) await each.join();
});

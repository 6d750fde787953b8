/**
 * @title A key too many
 * @title.zh 有界信号量：多还一把钥匙
 * @summary A BoundedSemaphore notices when more keys come back than were given out; a Semaphore just has one more.
 * @summary.zh BoundedSemaphore 会发现还回来的钥匙多了；Semaphore 只会默默多出一把。
 * @look The permits of the plain semaphore end above where they began; the bounded one stays at its bound.
 * @look.zh 普通信号量的许可数最终超过初始值；有界的停在上界。
 * @lesson vocabulary 4
 * @twin semaphore
 * @tabstops Semaphore([[2]]
 */
import { main } from 'heddle';
import { BoundedSemaphore, Semaphore } from 'heddle/threading';

main(() => {
  const plain = new Semaphore(2, { name: 'plain' });
  plain.acquire();
  plain.release();
  plain.release(); // a slip
  console.log(`plain: ${plain.value} permits of 2`);

  const bounded = new BoundedSemaphore(2, { name: 'bounded' });
  bounded.acquire();
  bounded.release();
  try {
    bounded.release(); // the same slip
  } catch (error) {
    console.log(`bounded: ${(error as Error).name}`);
  }
});

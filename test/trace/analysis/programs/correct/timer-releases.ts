/** Permits come from a timer, a ticking thread and an event loop that ticks. */
import { main } from 'heddle';
import { Semaphore, Thread, Timer } from 'heddle/threading';

export function release(tokens: Semaphore): void {
  tokens.release();
}
export async function tick(tokens: Semaphore): Promise<void> {
  let left = 3;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      tokens.release();
      if (--left === 0) {
        clearInterval(timer);
        resolve();
      }
    }, 150);
  });
}
export function take(tokens: Semaphore): void {
  for (let i = 0; i < 4; i++) tokens.acquire();
}

main(() => {
  const tokens = new Semaphore(0, { name: 'tokens' });
  new Timer(300, release, [tokens]).start();
  new Thread(tick, [tokens], { name: 'ticker' }).start();
  new Thread(take, [tokens], { name: 'taker' }).start();
});

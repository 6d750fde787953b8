/** Flows that main has not awaited go on after its function has ended, and release what others wait for. */
import { main } from 'heddle';
import { Queue } from 'heddle/queue';
import { Semaphore, Thread } from 'heddle/threading';

export function take(tokens: Semaphore, queue: Queue<number>): void {
  for (let i = 0; i < 3; i++) tokens.acquire();
  console.log(queue.get());
}

main(() => {
  const tokens = new Semaphore(0, { name: 'tokens' });
  const queue = new Queue<number>(0, { name: 'queue' });
  const requests = new Queue<number>(0, { name: 'requests' });
  new Thread(take, [tokens, queue], { name: 'taker' }).start();
  let ticks = 0;
  const timer = setInterval(() => {
    tokens.release();
    if (++ticks < 3) return;
    clearInterval(timer);
    setTimeout(() => requests.put(7), 200).unref();
  }, 150);
  void (async () => {
    queue.put(await requests.getAsync());
  })();
});

import { main, sleep } from 'heddle';
import { Lock, Thread } from 'heddle/threading';

export function work(log: Lock): void {
  for (let i = 0; i < 30; i++) {
    sleep(6);
    using _held = log.hold();
  }
}

main(async () => {
  const log = new Lock({ name: 'log' });
  const threads = ['a', 'b', 'c', 'd', 'e'].map((name) => new Thread(work, [log], { name }).start());
  for (const thread of threads) await thread.join();
});

import { main, sleep } from 'heddle';
import { Lock, Thread } from 'heddle/threading';

export function upload(lock: Lock): void {
  {
    using _held = lock.hold();
    sleep(10);
  }
  sleep(1600);
}

export function look(lock: Lock): void {
  sleep(100);
  using _held = lock.hold();
}

main(async () => {
  const lock = new Lock({ name: 'files' });
  const threads = [new Thread(upload, [lock], { name: 'upload' }), new Thread(look, [lock], { name: 'look' })];
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.join();
});

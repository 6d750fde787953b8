/** Main holds the only handle and is busy with something that tells nothing. */
import { execSync } from 'node:child_process';
import { main } from 'heddle';
import { Queue } from 'heddle/queue';
import { Event, Thread } from 'heddle/threading';

function spin(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

export function waits(queue: Queue<number>, go: Event): void {
  go.wait();
  console.log(queue.get());
}

main(async () => {
  const queue = new Queue<number>(0, { name: 'queue' });
  const go = new Event({ name: 'go' });
  const thread = new Thread(waits, [queue, go], { name: 'waits' }).start();
  spin(300);
  execSync('sleep 0.2');
  go.set();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
  await new Promise((resolve) => setTimeout(resolve, 200));
  queue.put(1);
  await thread.join();
});

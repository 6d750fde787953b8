/** Makes many primitives, or starts many threads, and says what that took. */
import { main } from 'heddle';
import { Queue } from 'heddle/queue';
import { Event, Lock, Semaphore, Thread } from 'heddle/threading';

export function waits(go: Event): void {
  go.wait();
}

main(async () => {
  const [what] = process.argv.slice(2);
  if (what === 'threads') {
    const go = new Event();
    const threads = Array.from({ length: 200 }, () => new Thread(waits, [go]).start());
    go.set();
    for (const thread of threads) await thread.join();
    console.log(threads.filter((thread) => thread.error === undefined).length);
    return;
  }
  const kept: unknown[] = [];
  if (what === 'primitives') {
    for (let i = 0; i < 1000; i++) kept.push(new Lock(), new Semaphore());
    for (let i = 0; i < 100; i++) kept.push(new Queue());
  } else kept.push(new Lock(), new Semaphore(), new Queue());
  globalThis.gc?.();
  console.log(process.memoryUsage().rss, kept.length);
});

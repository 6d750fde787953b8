/**
 * A producer holds the lock while its queue is full; the consumer needs the lock before it gets.
 * @finding deadlock
 * @actors producer, consumer
 * @resources stats
 */
import { main } from 'heddle';
import { Queue } from 'heddle/queue';
import { Lock, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const stats = new Lock({ name: 'stats' });
const jobs = new Queue<number>(1, { name: 'jobs' });

export function producer(): void {
  for (let job = 0; job < 3; job++) {
    const held = stats.hold();
    if (fixed) held[Symbol.dispose]();
    jobs.put(job);
    if (!fixed) {
      if (job === 0) jobs.put(-1); // twice under one lock
      held[Symbol.dispose]();
    }
  }
  jobs.shutdown();
}
export function consumer(): void {
  for (;;) {
    {
      using _held = stats.hold();
    }
    try {
      jobs.get();
    } catch {
      return;
    }
  }
}

main(async () => {
  const first = new Thread(producer, [], { name: 'producer' }).start();
  while (!fixed && !jobs.full()) await new Promise((resolve) => setTimeout(resolve, 5));
  const second = new Thread(consumer, [], { name: 'consumer' }).start();
  await first.join();
  await second.join();
});

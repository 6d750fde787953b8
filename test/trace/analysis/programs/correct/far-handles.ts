/** A queue is handed on from queue to queue to a thread that computes before it answers. */
import { main, sleep } from 'heddle';
import { Queue } from 'heddle/queue';
import { Thread } from 'heddle/threading';

function spin(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

interface Job {
  readonly hops: number;
  readonly answers: Queue<string>;
  readonly next: Queue<Job>[];
}

export function relay(inbox: Queue<Job>): void {
  const job = inbox.get();
  spin(100);
  const [next, ...rest] = job.next;
  if (next) next.put({ ...job, hops: job.hops + 1, next: rest });
  else job.answers.put(`after ${job.hops}`);
}
export function asker(first: Queue<Job>, next: Queue<Job>[]): void {
  const answers = new Queue<string>(0, { name: 'answers' });
  first.put({ hops: 0, answers, next });
  console.log(answers.get());
}

main(() => {
  const inboxes = [0, 1, 2].map((i) => new Queue<Job>(0, { name: `inbox ${i}` }));
  for (const inbox of inboxes) new Thread(relay, [inbox]).start();
  sleep(50);
  new Thread(asker, [inboxes[0]!, inboxes.slice(1)], { name: 'asker' }).start();
});

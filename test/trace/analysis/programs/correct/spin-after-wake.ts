/** Threads that have got what they waited for and then compute, while everybody else waits for them. */
import { main } from 'heddle';
import { Queue } from 'heddle/queue';
import { Barrier, Condition, Event, Lock, Semaphore, Thread } from 'heddle/threading';

const begun = new Barrier(2, { name: 'begun' });
const event = new Event({ name: 'event' });
const semaphore = new Semaphore(0, { name: 'semaphore' });
const lock = new Lock({ name: 'lock' });
const condition = new Condition({ name: 'condition' });
const queue = new Queue<number>(1, { name: 'queue' });
const tasks = new Queue<number>(0, { name: 'tasks' });
const meet = new Barrier(2, { name: 'meet' });

function spin(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

const KINDS = ['event', 'semaphore', 'lock', 'condition', 'get', 'put', 'barrier', 'join', 'pulse'] as const;
type Kind = (typeof KINDS)[number];

export function waiter(kind: Kind, done: Queue<Kind>): void {
  if (kind === 'condition') condition.acquire();
  if (kind === 'put') queue.put(0);
  begun.wait();
  if (kind === 'event' || kind === 'pulse') event.wait();
  if (kind === 'semaphore') semaphore.acquire();
  if (kind === 'lock') lock.acquire();
  if (kind === 'condition') condition.wait();
  if (kind === 'get') queue.get();
  if (kind === 'put') queue.put(1);
  if (kind === 'barrier') meet.wait();
  if (kind === 'join') tasks.join();
  spin(160);
  if (kind === 'lock') lock.release();
  if (kind === 'condition') condition.release();
  done.put(kind);
}
export function waker(kind: Kind): void {
  if (kind === 'lock') lock.acquire();
  if (kind === 'join') tasks.put(1);
  begun.wait();
  spin(5);
  if (kind === 'event' || kind === 'pulse') event.set();
  if (kind === 'pulse') event.clear();
  if (kind === 'semaphore') semaphore.release();
  if (kind === 'lock') lock.release();
  if (kind === 'condition') {
    using _held = condition.hold();
    condition.notify();
  }
  if (kind === 'get') queue.put(1);
  if (kind === 'put') queue.get();
  if (kind === 'barrier') meet.wait();
  if (kind === 'join') {
    tasks.get();
    tasks.taskDone();
  }
}

main(async () => {
  const done = new Queue<Kind>(0, { name: 'done' });
  for (const kind of KINDS) {
    const threads = [
      new Thread(waiter, [kind, done], { name: `waits ${kind}` }).start(),
      new Thread(waker, [kind], { name: `wakes ${kind}` }).start(),
    ];
    done.get();
    for (const thread of threads) await thread.join();
    event.clear();
    queue.tryGet();
  }
});

/** What the processes' part does on Windows, one line a behaviour, into the file named first: pipes are not to be relied on. */
import { appendFileSync } from 'node:fs';
import { main, sleep } from 'heddle';
import { Event, JoinableQueue, Lock, Pipe, Process, Queue, Semaphore, Value } from 'heddle/multiprocessing';

const file = process.argv[2];
const say = (text) => appendFileSync(file, `${text}\n`);
function is(title, actual, expected) {
  const [a, b] = [actual, expected].map((value) => JSON.stringify(value));
  say(a === b ? `ok ${title}` : `not ok ${title}: expected ${b}, got ${a}`);
}

export function count(lock, value, times) {
  for (let i = 0; i < times; i++) {
    lock.acquire();
    value.value = value.value + 1;
    lock.release();
  }
}
export function holdForEver(lock, held) {
  lock.acquire();
  held.set();
  sleep(600_000);
}
export function produce(queue, n) {
  for (let i = 0; i < n; i++) queue.put({ i, text: 'x'.repeat(i * 100) });
}
export function answer(connection) {
  connection.send(connection.recv() + 1);
}
export function fail() {
  throw new RangeError('from a child');
}
export function leave() {
  process.exit(7);
}

main(async () => {
  const lock = new Lock();
  const value = new Value('int32', 0);
  is('a lock is had and not had again', [lock.acquire(), lock.acquire(30)], [true, false]);
  lock.release();
  const counters = [1, 2].map(() => new Process(count, [lock, value, 2000]).start());
  for (const counter of counters) await counter.join();
  is('two processes count exactly', [value.value, counters.map(({ exitcode }) => exitcode)], [4000, [0, 0]]);
  const held = new Event();
  const holder = new Process(holdForEver, [lock, held]).start();
  is('an event crosses', held.wait(120_000), true);
  holder.kill();
  await holder.join();
  is('killed', holder.exitcode, -9);
  is("a dead holder's lock is recovered, and that is told", [lock.acquire(120_000), lock.abandoned], [true, true]);
  lock.release();
  const queue = new Queue(2);
  const producer = new Process(produce, [queue, 50]).start();
  let right = 0;
  for (let i = 0; i < 50; i++) if (queue.get(120_000).text.length === i * 100) right++;
  await producer.join();
  is('a bounded queue', [right, queue.empty()], [50, true]);
  const joinable = new JoinableQueue();
  joinable.put(1);
  is('an asynchronous wait runs out', await joinable.joinAsync(30), false);
  const keys = new Semaphore(0);
  setTimeout(() => keys.release(), 20);
  is('an asynchronous wait is woken', await keys.acquireAsync(120_000), true);
  const [ours, theirs] = Pipe();
  const other = new Process(answer, [theirs]).start();
  theirs.close();
  ours.send(41);
  is('a pipe', ours.recv(120_000), 42);
  await other.join();
  const failing = new Process(fail).start();
  await failing.join();
  is("a child's error", [failing.exitcode, failing.error instanceof RangeError], [1, true]);
  const leaving = new Process(leave).start();
  await leaving.join();
  is("a child's exit code", leaving.exitcode, 7);
  const asked = new Process(holdForEver, [lock, held]).start();
  asked.terminate();
  await asked.join();
  is('terminated', asked.exitcode, -15);
  say('all done');
});

import { main } from 'heddle';
import { Process, Lock as ProcessLock, Queue as ProcessQueue, Value as ProcessValue } from 'heddle/multiprocessing';
import { PriorityQueue, Queue } from 'heddle/queue';
import { Event, Lock, Thread, Value } from 'heddle/threading';
import { equal, finish } from './harness.ts';

const lock = new Lock({ name: 'module lock' });
const total = new Value('int32', 0);
const queue = new Queue<string>(2);
const ranked = new PriorityQueue<number>();
const done = new Event();
const between = new ProcessLock();
const sum = new ProcessValue('int32', 0);
const mail = new ProcessQueue<string>();

export function inThread(name: string): void {
  using _held = lock.hold();
  total.value += 1;
  queue.put(name);
  ranked.put(total.value);
}
export function inProcess(name: string): void {
  using _held = between.hold();
  sum.value += 1;
  mail.put(name);
  new Thread(threadOfChild, [name]).start();
}
export function threadOfChild(name: string): void {
  using _held = between.hold();
  sum.value += 10;
  mail.put(`${name} thread`);
  done.set();
}

main(async () => {
  const threads = ['a', 'b'].map((name) => new Thread(inThread, [name]).start());
  for (const thread of threads) await thread.join();
  equal('module level: threads share a value', total.value, 2);
  equal('module level: threads share a queue', [queue.get(), queue.get()].sort(), ['a', 'b']);
  equal('module level: threads share a priority queue', [ranked.get(), ranked.get()], [1, 2]);
  const processes = ['c', 'd'].map((name) => new Process(inProcess, [name]).start());
  for (const process of processes) await process.join();
  equal('module level: processes and their threads share a value', sum.value, 22);
  equal('module level: processes share a queue', [mail.get(), mail.get(), mail.get(), mail.get()].sort(), [
    'c',
    'c thread',
    'd',
    'd thread',
  ]);
  equal('module level: an event between threads is not shared with a process', done.isSet(), false);
  finish();
});

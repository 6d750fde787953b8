/**
 * Main gives up after a timeout, and nobody takes what the worker has to deliver.
 * @finding stall
 * @actors slow
 * @resources result
 */
import { main } from 'heddle';
import { Queue } from 'heddle/queue';
import { Event, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';

export function slow(result: Queue<string>, late: Event): void {
  late.wait();
  result.put('head');
  result.put('body');
}

main(() => {
  const result = new Queue<string>(fixed ? 2 : 1, { name: 'result' });
  const late = new Event({ name: 'late' });
  new Thread(slow, [result, late], { name: 'slow' }).start();
  if (result.tryGet(30) === undefined) console.log('too late');
  late.set();
});

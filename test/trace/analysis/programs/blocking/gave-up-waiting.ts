/**
 * Main gives up after a timeout, and nobody takes what the worker has to deliver.
 * @finding stall
 * @actors slow
 * @resources result
 */
import { main, sleep } from 'heddle';
import { Queue } from 'heddle/queue';
import { Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';

export function slow(result: Queue<string>): void {
  sleep(100);
  result.put('head');
  result.put('body');
}

main(() => {
  const result = new Queue<string>(fixed ? 2 : 1, { name: 'result' });
  new Thread(slow, [result], { name: 'slow' }).start();
  if (result.tryGet(30) === undefined) console.log('too late');
});

/** A program without main(): what starts threads asks where it runs. */
import { isMainThread } from 'node:worker_threads';
import { Thread } from 'heddle/threading';

export function work(text: string): void {
  console.log(text);
}
if (isMainThread) {
  new Thread(work, ['from a thread']).start();
  console.log('from main');
}

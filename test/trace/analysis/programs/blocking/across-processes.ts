/**
 * A thread waits for a child's answer, and the child for a permit that the thread would give after it.
 * @finding stall deadlock
 * @actors caller, child
 * @resources answers, credit
 */
import { main } from 'heddle';
import { Process, Queue, Semaphore } from 'heddle/multiprocessing';
import { Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const answers = new Queue<number>(0, { name: 'answers' });
const credit = new Semaphore(1, { name: 'credit' });

export function child(): void {
  for (let i = 0; i < 3; i++) {
    credit.acquire();
    answers.put(i);
  }
}
export function caller(): void {
  for (let i = 0; i < 3; i++) {
    answers.get();
    if (fixed || i !== 1) credit.release();
  }
}

main(async () => {
  const process = new Process(child, [], { name: 'child' }).start();
  const thread = new Thread(caller, [], { name: 'caller' }).start();
  await thread.join();
  await process.join();
});

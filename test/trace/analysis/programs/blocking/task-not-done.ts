/**
 * A worker skips taskDone for an item, and join waits for ever.
 * @finding stall
 * @actors MainProcess
 * @resources tasks
 */
import { main } from 'heddle';
import { Queue } from 'heddle/queue';
import { Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const tasks = new Queue<number>(0, { name: 'tasks' });

export function work(): void {
  for (;;) {
    const task = tasks.get();
    if (task === 1 && !fixed) continue;
    tasks.taskDone();
  }
}

main(() => {
  new Thread(work, [], { name: 'worker', daemon: true }).start();
  for (let i = 0; i < 3; i++) tasks.put(i);
  tasks.join();
});

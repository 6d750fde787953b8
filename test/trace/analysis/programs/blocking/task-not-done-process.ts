/**
 * A child process fails on an item before taskDone; its parent waits for all tasks.
 * @finding stall
 * @actors MainProcess
 * @resources letters
 */
import { main } from 'heddle';
import { JoinableQueue, Process } from 'heddle/multiprocessing';

const fixed = process.argv[2] === 'fixed';

export function sort(letters: JoinableQueue<string>): void {
  for (;;) {
    const letter = letters.get();
    try {
      if (letter === '') throw new Error('no address');
    } catch (error) {
      if (!fixed) throw error;
    }
    letters.taskDone();
  }
}

main(() => {
  const letters = new JoinableQueue<string>(0, { name: 'letters' });
  new Process(sort, [letters], { name: 'sorter', daemon: true }).start();
  for (const letter of ['a', '', 'b']) letters.put(letter);
  letters.join();
});

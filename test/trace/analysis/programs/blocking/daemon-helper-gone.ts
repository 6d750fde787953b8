/**
 * Main waits for an answer of a daemon process that has ended with an error.
 * @finding stall
 * @actors MainProcess
 * @resources answers
 */
import { main } from 'heddle';
import { Process, Queue } from 'heddle/multiprocessing';

const fixed = process.argv[2] === 'fixed';

export function helper(answers: Queue<string>): void {
  if (!fixed) throw new Error('no connection');
  answers.put('here');
}

main(() => {
  const answers = new Queue<string>(0, { name: 'answers' });
  new Process(helper, [answers], { name: 'helper', daemon: true }).start();
  console.log(answers.get());
});

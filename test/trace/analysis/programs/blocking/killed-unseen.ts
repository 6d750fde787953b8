/**
 * A child process is killed while its parent is blocked waiting for its answer.
 * @finding stall
 * @actors MainProcess
 * @resources answer
 */
import { main } from 'heddle';
import { Process, Queue } from 'heddle/multiprocessing';

const fixed = process.argv[2] === 'fixed';

export function helper(answer: Queue<string>): void {
  if (!fixed) process.kill(process.pid, 'SIGKILL');
  answer.put('here');
}

main(async () => {
  const answer = new Queue<string>(0, { name: 'answer' });
  const child = new Process(helper, [answer], { name: 'helper' }).start();
  console.log(answer.get());
  await child.join();
});

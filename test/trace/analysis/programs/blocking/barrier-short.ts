/**
 * The barrier was made for one more than there are.
 * @finding stall
 * @actors a, b
 * @resources finish
 */
import { main } from 'heddle';
import { Barrier, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';

export function run(finish: Barrier): void {
  finish.wait();
}

main(async () => {
  const finish = new Barrier(fixed ? 2 : 3, { name: 'finish' });
  const threads = ['a', 'b'].map((name) => new Thread(run, [finish], { name }).start());
  for (const thread of threads) await thread.join();
});

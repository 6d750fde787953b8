/**
 * Three servers are asked, only the first answer is taken, and there is room for one more only.
 * @finding stall
 * @actors
 * @resources answers
 */
import { main, sleep } from 'heddle';
import { Queue } from 'heddle/queue';
import { Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';

export function server(answers: Queue<number>, id: number): void {
  sleep(id * 40);
  answers.put(id);
}

main(() => {
  const answers = new Queue<number>(fixed ? 3 : 1, { name: 'answers' });
  for (let id = 0; id < 3; id++) new Thread(server, [answers, id], { name: `server ${id}` }).start();
  console.log(answers.get());
});

/**
 * Parent and child fill the request and the answer queue, and neither reads.
 * @finding deadlock
 * @actors MainProcess, server
 * @resources requests, answers
 */
import { main } from 'heddle';
import { Process, Queue } from 'heddle/multiprocessing';

const fixed = process.argv[2] === 'fixed';
const requests = new Queue<number>(2, { name: 'requests' });
const answers = new Queue<number>(2, { name: 'answers' });
const COUNT = 12;

export function server(): void {
  for (let i = 0; i < COUNT; i++) answers.put(requests.get() * 2);
}

main(async () => {
  const child = new Process(server, [], { name: 'server' }).start();
  if (fixed) {
    for (let i = 0; i < COUNT; i++) {
      requests.put(i);
      answers.get();
    }
  } else {
    requests.put(0);
    answers.get();
    for (let i = 1; i < COUNT; i++) requests.put(i);
    for (let i = 1; i < COUNT; i++) answers.get();
  }
  await child.join();
});

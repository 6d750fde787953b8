/**
 * Of three sources only two are drained; the third waits with a full queue while main goes on.
 * @finding stall
 * @actors s2
 * @resources q2
 */
import { main, sleepAsync } from 'heddle';
import { Process, Queue } from 'heddle/multiprocessing';

const fixed = process.argv[2] === 'fixed';

export function source(out: Queue<number>): void {
  for (let i = 0; i < 3; i++) out.put(i);
}

main(async () => {
  const queues = [0, 1, 2].map((i) => new Queue<number>(1, { name: `q${i}` }));
  for (const [i, queue] of queues.entries()) new Process(source, [queue], { name: `s${i}` }).start();
  for (const queue of fixed ? queues : queues.slice(0, 2)) for (let i = 0; i < 3; i++) queue.get();
  await sleepAsync(50);
});

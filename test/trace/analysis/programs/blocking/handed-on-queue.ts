/**
 * A queue is handed on through another queue to a worker that then fails.
 * @finding stall
 * @actors client
 * @resources reply
 */
import { main } from 'heddle';
import { Queue } from 'heddle/queue';
import { Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const desk = new Queue<{ reply: Queue<number> }>(0, { name: 'desk' });

export function client(): void {
  const reply = new Queue<number>(0, { name: 'reply' });
  desk.put({ reply });
  console.log(reply.get());
}
export function worker(): void {
  const { reply } = desk.get();
  if (fixed) reply.put(1);
}

main(async () => {
  const threads = [client, worker].map((target) => new Thread(target, [], { name: target.name }).start());
  for (const thread of threads) await thread.join();
});

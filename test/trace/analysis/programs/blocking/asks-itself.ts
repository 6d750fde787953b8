/**
 * A server's handler asks the same server, which is busy with the handler.
 * @finding stall deadlock
 * @actors server
 */
import { main } from 'heddle';
import { Queue } from 'heddle/queue';
import { Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
interface Request {
  readonly n: number;
  readonly reply: Queue<number>;
}
const inbox = new Queue<Request | null>(0, { name: 'inbox' });

function ask(n: number): number {
  const reply = new Queue<number>(1, { name: `reply ${n}` });
  inbox.put({ n, reply });
  return reply.get();
}
function factorial(n: number): number {
  if (n <= 1) return 1;
  return n * (fixed ? factorial(n - 1) : ask(n - 1));
}

export function server(): void {
  for (;;) {
    const request = inbox.get();
    if (request === null) return;
    request.reply.put(factorial(request.n));
  }
}

main(async () => {
  const thread = new Thread(server, [], { name: 'server' }).start();
  console.log(ask(4));
  inbox.put(null);
  await thread.join();
});

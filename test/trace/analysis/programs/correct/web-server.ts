/** An HTTP server whose handlers share permits with worker threads. */
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { main, sleep } from 'heddle';
import { Queue } from 'heddle/queue';
import { Semaphore, Thread } from 'heddle/threading';

interface Job {
  readonly n: number;
  readonly reply: Queue<number>;
}
export function work(jobs: Queue<Job>): void {
  for (const { n, reply } of jobs) {
    sleep(100);
    reply.put(n * n);
  }
}

main(async () => {
  const jobs = new Queue<Job>(2, { name: 'jobs' });
  const limit = new Semaphore(2, { name: 'limit' });
  const threads = [0, 1].map((i) => new Thread(work, [jobs], { name: `worker ${i}` }).start());
  const server = createServer(async (request, response) => {
    using _permit = await limit.holdAsync();
    const reply = new Queue<number>(1, { name: 'reply' });
    await jobs.putAsync({ n: Number(request.url!.slice(1)), reply });
    response.end(String(await reply.getAsync()));
  });
  await new Promise<void>((resolve) => server.listen(0, () => resolve()));
  const { port } = server.address() as AddressInfo;
  const ask = (n: number): Promise<string> =>
    new Promise((resolve) => {
      get({ port, path: `/${n}` }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part) => {
          text += part;
        });
        response.on('end', () => resolve(text));
      });
    });
  console.log(await Promise.all([1, 2, 3, 4, 5].map(ask)));
  server.close();
  jobs.shutdown();
  for (const thread of threads) await thread.join();
});

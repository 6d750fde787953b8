/** Main awaits what an unreferenced timer, an abort signal or a worker of its own brings about. */
import { Worker } from 'node:worker_threads';
import { main } from 'heddle';
import { Event, Lock } from 'heddle/threading';

main(async () => {
  const timed = new Event({ name: 'timed' });
  setTimeout(() => timed.set(), 250).unref();
  await timed.waitAsync();

  const lock = new Lock({ name: 'lock' });
  lock.acquire();
  await lock.acquireAsync({ signal: AbortSignal.timeout(250) }).catch(() => {});

  const answered = new Event({ name: 'answered' });
  const worker = new Worker("setTimeout(() => require('node:worker_threads').parentPort.postMessage(1), 250)", {
    eval: true,
  });
  worker.on('message', () => answered.set());
  worker.unref();
  await answered.waitAsync();
  lock.release();
});

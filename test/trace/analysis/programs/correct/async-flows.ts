/** Many flows of one event loop share locks, permits and queues. */
import { main, sleepAsync } from 'heddle';
import { Queue } from 'heddle/queue';
import { Condition, Lock, Semaphore } from 'heddle/threading';

main(async () => {
  const lock = new Lock({ name: 'lock' });
  const permits = new Semaphore(2, { name: 'permits' });
  const queue = new Queue<number>(1, { name: 'queue' });
  const condition = new Condition({ name: 'condition' });
  let ready = false;
  const flow = async (i: number): Promise<void> => {
    using _permit = await permits.holdAsync();
    await lock.runExclusive(() => new Promise((resolve) => setTimeout(resolve, 90)));
    await queue.putAsync(i);
  };
  const waits = async (): Promise<void> => {
    await condition.acquireAsync();
    while (!ready) await condition.waitAsync();
    condition.release();
  };
  const flows = [waits(), ...[0, 1, 2, 3, 4].map(flow)];
  for (let i = 0; i < 5; i++) {
    await queue.getAsync();
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  await sleepAsync(100);
  await condition.acquireAsync();
  ready = true;
  condition.notifyAll();
  condition.release();
  await Promise.all(flows);
});

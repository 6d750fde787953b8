/** Ends of pipes in what is not sent after all: the other side learns of the end of messages all the same. */
import { main } from 'heddle';
import { type Connection, Pipe, Pool, Process, Queue } from 'heddle/multiprocessing';
import { finish, rejects } from './harness.ts';

export function work(end?: Connection): void {
  end?.close();
}
export function slow(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 100));
}

const closed = { name: 'PipeClosedError', code: 'ERR_HEDDLE_PIPE_CLOSED' };

/** Whatever fn does with the sender: once this side has closed it too, nobody holds it. */
async function ends(title: string, fn: (sender: Connection) => unknown): Promise<void> {
  const [receiver, sender] = Pipe(false);
  try {
    await fn(sender);
  } catch {
    // What was refused or ended early is what is looked at here.
  }
  sender.close();
  await rejects(title, receiver.recvAsync(5000), closed);
}

main(async () => {
  const full = new Queue(1);
  full.put('full');
  const never = AbortSignal.timeout(20);
  await ends('an end in an item that is refused', (end) => full.put([end, () => 1]));
  await ends('an end in a put that runs out of time', (end) => full.put(end, 10));
  await ends('an end in a putNowait to a full queue', (end) => full.putNowait(end));
  await ends('an end in a tryPut to a full queue', (end) => full.tryPut({ end }));
  await ends('an end in a putAsync that is aborted', (end) => full.putAsync(end, { signal: never }));
  await ends('an end in a message that is refused', (end) => {
    using there = Pipe()[0];
    there.send(new Map([[end, Symbol('s')]]));
  });
  await ends('an end in a put after shutdown', (end) => {
    const over = new Queue();
    over.shutdown();
    over.put(end);
  });
  await ends('an end in arguments that are refused', (end) => new Process(work, [end, () => 1] as never));
  await ends('an end given to a process that is killed before it runs', async (end) => {
    const process = new Process(work, [end]).start();
    process.kill();
    await process.join();
  });
  await ends('an end given to a process that closes it', (end) => new Process(work, [end]).start().join());
  const pool = new Pool(1);
  await ends('an end in a task', (end) => pool.apply(work, [end]));
  await ends('an end in a task that is refused', (end) => pool.apply(work, [end, () => 1] as never));
  await ends('an end in a task that waits, closed here meanwhile', async (end) => {
    const before = pool.apply(slow, []);
    const task = pool.apply(work, [end]);
    end.close();
    await before;
    await task;
  });
  const ended = new Pool(1);
  await ends('an end in a task that waits when the pool is terminated', async (end) => {
    const tasks = [ended.apply(slow, []), ended.apply(work, [end])];
    ended.terminate();
    await Promise.allSettled(tasks);
  });
  pool.close();
  await pool.join();
  finish();
});

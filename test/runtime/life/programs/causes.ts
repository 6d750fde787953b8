/** A daemon lets main go on and is ended by that: it never writes anything of its own accord afterwards. */
import { main, sleep } from 'heddle';
import {
  Barrier, Condition, type Connection, Event, JoinableQueue, Lock, Pipe, Process, RLock, RWLock, Semaphore, Value,
} from 'heddle/multiprocessing'; // biome-ignore format: short

const lock = new Lock();
const rlock = new RLock();
const rwlock = new RWLock();
const semaphore = new Semaphore(0);
const event = new Event();
const condition = new Condition();
const barrier = new Barrier(2);
const queue = new JoinableQueue<number>(1);
const [receiver, sender] = Pipe(false);
const held = new Value('int32', 0);
const waited = new Value('int32', 0);

interface Cause {
  /** By the daemon, before main waits. */
  readonly before?: () => void;
  /** Main waits; the wait is known to others when this returns. */
  readonly wait: () => Promise<unknown>;
  readonly act: (sender: Connection) => void;
}
const causes: Record<string, Cause> = {
  lock: { before: () => lock.acquire(), wait: () => lock.acquireAsync(), act: () => lock.release() },
  rlock: { before: () => rlock.acquire(), wait: () => rlock.acquireAsync(), act: () => rlock.release() },
  'rwlock-write': {
    before: () => rwlock.write.acquire(),
    wait: () => rwlock.read.acquireAsync(),
    act: () => rwlock.write.release(),
  },
  'rwlock-read': {
    before: () => rwlock.read.acquire(),
    wait: () => rwlock.write.acquireAsync(),
    act: () => rwlock.read.release(),
  },
  semaphore: { wait: () => semaphore.acquireAsync(), act: () => semaphore.release() },
  event: { wait: () => event.waitAsync(), act: () => event.set() },
  condition: {
    wait: () => {
      condition.acquire();
      return condition.waitAsync();
    },
    act: () => {
      condition.acquire();
      condition.notify();
      condition.release();
    },
  },
  barrier: { wait: () => barrier.waitAsync(), act: () => barrier.wait() },
  abort: { wait: () => barrier.waitAsync().catch(() => {}), act: () => barrier.abort() },
  put: { wait: () => queue.getAsync(), act: () => queue.put(1) },
  get: {
    before: () => queue.put(1),
    wait: () => queue.putAsync(2),
    act: () => queue.get(),
  },
  'task-done': {
    before: () => {
      queue.put(1);
      queue.get();
    },
    wait: () => queue.joinAsync(),
    act: () => queue.taskDone(),
  },
  shutdown: { wait: () => queue.getAsync().catch(() => {}), act: () => queue.shutdown() },
  send: { wait: () => receiver.recvAsync(), act: (end) => end.send('x') },
  close: { wait: () => receiver.recvAsync().catch(() => {}), act: (end) => end.close() },
};

export function act(name: string, end: Connection): void {
  const { before, act } = causes[name]!;
  before?.();
  held.value = 1;
  while (waited.value === 0);
  // Its end is written at once, for the last writing was long ago; what follows then stays in the buffer.
  sleep(40);
  act(end);
  for (;;);
}

main(async () => {
  const name = process.argv[2]!;
  new Process(act, [name, sender], { name: 'D', daemon: true }).start();
  sender.close();
  while (held.value === 0) sleep(1);
  const waiting = causes[name]!.wait();
  waited.value = 1;
  await waiting;
});

/** ThreadPool: a pool whose workers are threads. */
import { Queue } from '../queue/for-threads.ts';
import type { Handle } from './handle.ts';
import { type PoolKind, type PoolOptions, type PoolQueue, TaskPool } from './pool.ts';
import { Thread } from './thread.ts';
import { threadSpares } from './thread-spares.ts';
import { hostSpawnerHere } from './thread-start.ts';

const kind: PoolKind = {
  what: 'ThreadPool',
  domain: 'threads',
  queue: <T>(name: string) => new Queue<T>(0, { name }) as unknown as PoolQueue<T>,
  start: (place, args, name) => {
    hostSpawnerHere();
    return new Thread(place, args, { name, daemon: true }).start();
  },
  holdSpare: () => threadSpares.holdForPool(),
  end: (worker: Handle) => (worker as Thread).end(),
};

/** Threads that run tasks. As Python's multiprocessing.pool.ThreadPool; `size` defaults to the number of processors. */
export class ThreadPool extends TaskPool {
  constructor(size?: number | PoolOptions, options?: PoolOptions) {
    super(kind, size, options);
  }
}

/** Pool: a pool whose workers are processes. */
import { Queue } from '../queue/for-processes.ts';
import type { Handle } from './handle.ts';
import { type PoolKind, type PoolOptions, type PoolQueue, TaskPool } from './pool.ts';
import { Process } from './process.ts';
import { processSpares } from './process-spares.ts';

const kind: PoolKind = {
  what: 'Pool',
  domain: 'processes',
  queue: <T>(name: string) => new Queue<T>(0, { name }) as unknown as PoolQueue<T>,
  start: (place, args, name) => new Process(place, args, { name, daemon: true }).start(),
  holdSpare: () => processSpares.holdForPool(),
  end: (worker: Handle) => (worker as Process).terminate(),
};

/** Processes that run tasks. As Python's multiprocessing.Pool, but a worker that dies rejects its task and is replaced. */
export class Pool extends TaskPool {
  constructor(size?: number | PoolOptions, options?: PoolOptions) {
    super(kind, size, options);
  }
}

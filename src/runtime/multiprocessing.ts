/** heddle/multiprocessing: processes, and what they share. */
import './sync/kinds.ts';

export { BoundedSemaphore, Lock, Semaphore } from './sync/for-processes.ts';
export type { Held } from './sync/lockable.ts';

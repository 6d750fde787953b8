/** heddle/threading: threads, and what they share. */
import './sync/kinds.ts';

export { BoundedSemaphore, Lock, Semaphore } from './sync/for-threads.ts';
export type { Held } from './sync/lockable.ts';

/** A target that is found by the place of its module. */
import type { Queue } from 'heddle/multiprocessing';

export function elsewhere(queue: Queue<unknown>): void {
  queue.put('elsewhere');
}

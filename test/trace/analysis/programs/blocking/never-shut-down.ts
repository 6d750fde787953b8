/**
 * A consumer iterates over a queue that is never shut down; main has long ended.
 * @finding stall
 * @actors logger
 * @resources lines
 */
import { main } from 'heddle';
import { Queue, SimpleQueue } from 'heddle/queue';
import { Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';

export function logger(lines: Queue<string>, stopped: SimpleQueue<number>): void {
  let count = 0;
  for (const _line of lines) count++;
  stopped.put(count);
}

main(() => {
  const lines = new Queue<string>(0, { name: 'lines' });
  const stopped = new SimpleQueue<number>({ name: 'stopped' });
  new Thread(logger, [lines, stopped], { name: 'logger' }).start();
  for (let i = 0; i < 5; i++) lines.put(`line ${i}`);
  if (fixed) lines.shutdown();
});

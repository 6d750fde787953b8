/**
 * A worker leaves without giving its permit back, and the next one waits for it.
 * @finding stall
 * @actors third
 * @resources connections
 */
import { main } from 'heddle';
import { Semaphore, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const connections = new Semaphore(2, { name: 'connections' });

export function query(ok: boolean): void {
  connections.acquire();
  if (!ok && !fixed) return;
  connections.release();
}

main(async () => {
  await new Thread(query, [false], { name: 'first' }).start().join();
  await new Thread(query, [false], { name: 'second' }).start().join();
  await new Thread(query, [true], { name: 'third' }).start().join();
});

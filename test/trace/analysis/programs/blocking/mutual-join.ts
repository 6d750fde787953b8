/**
 * Two threads join each other.
 * @finding deadlock
 * @actors ping, pong
 */
import { main } from 'heddle';
import { activeThreads, Barrier, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const both = new Barrier(2, { name: 'both' });

export async function wait(other: string): Promise<void> {
  both.wait();
  if (fixed && other === 'pong') return;
  await activeThreads()
    .find(({ name }) => name === other)
    ?.join();
}

main(() => {
  new Thread(wait, ['pong'], { name: 'ping' }).start();
  new Thread(wait, ['ping'], { name: 'pong' }).start();
});

/**
 * A way out of the function forgets the release, and the next round takes the lock again.
 * @finding deadlock
 * @actors reader
 * @resources cache
 */
import { main } from 'heddle';
import { Lock, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const cache = new Lock({ name: 'cache' });

function look(key: number): number | undefined {
  cache.acquire();
  if (key % 2 === 1) {
    if (fixed) cache.release();
    return undefined;
  }
  cache.release();
  return key;
}

export function reader(): void {
  for (let key = 0; key < 4; key++) console.log(look(key));
}

main(async () => {
  await new Thread(reader, [], { name: 'reader' }).start().join();
});

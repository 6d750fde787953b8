import { main } from 'heddle';
import { Lock, Thread } from 'heddle/threading';

export function find(lock: Lock, words: string[], word: string): boolean {
  lock.acquire();
  for (const each of words) if (each === word) return true;
  lock.release();
  return false;
}

main(async () => {
  const lock = new Lock({ name: 'words' });
  await new Thread(find, [lock, ['a', 'b'], 'c'], { name: 'missing' }).start().join();
  await new Thread(find, [lock, ['a', 'b'], 'a'], { name: 'there' }).start().join();
});

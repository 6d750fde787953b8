import { main } from 'heddle';
import { Lock, Thread } from 'heddle/threading';

export function find(lock: Lock, words: string[], word: string): boolean {
  using _held = lock.hold();
  for (const each of words) if (each === word) return true;
  return false;
}

/** Whoever gets it does it; nobody does it twice. */
export function once(claim: Lock): void {
  if (claim.acquire(0)) console.log('done once');
}

main(async () => {
  const lock = new Lock({ name: 'words' });
  const claim = new Lock({ name: 'claim' });
  await new Thread(find, [lock, ['a', 'b'], 'c'], { name: 'missing' }).start().join();
  await new Thread(find, [lock, ['a', 'b'], 'a'], { name: 'there' }).start().join();
  const both = ['a', 'b'].map((name) => new Thread(once, [claim], { name }).start());
  for (const thread of both) await thread.join();
});

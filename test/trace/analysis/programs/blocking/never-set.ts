/**
 * An error keeps a thread from setting the event that others wait for.
 * @finding stall
 * @actors user
 * @resources loaded
 */
import { main } from 'heddle';
import { Event, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const loaded = new Event({ name: 'loaded' });

export function loader(): void {
  try {
    JSON.parse('{ broken');
    loaded.set();
  } catch {
    if (fixed) loaded.set();
  }
}
export function user(): void {
  loaded.wait();
}

main(async () => {
  const threads = [loader, user].map((target) => new Thread(target, [], { name: target.name }).start());
  for (const thread of threads) await thread.join();
});

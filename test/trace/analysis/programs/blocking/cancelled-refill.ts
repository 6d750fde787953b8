/**
 * The timer that would give permits is cancelled, and a thread waits for one.
 * @finding stall deadlock
 * @actors sender
 * @resources tokens
 */
import { main } from 'heddle';
import { Semaphore, Thread, Timer } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const tokens = new Semaphore(1, { name: 'tokens' });

export function refill(): void {
  tokens.release();
}
export function sender(): void {
  for (let i = 0; i < 2; i++) tokens.acquire();
}

main(async () => {
  const timer = new Timer(fixed ? 50 : 60_000, refill);
  timer.start();
  const thread = new Thread(sender, [], { name: 'sender' }).start();
  if (!fixed) timer.cancel();
  await thread.join();
});

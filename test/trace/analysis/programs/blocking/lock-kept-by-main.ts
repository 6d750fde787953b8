/**
 * Main takes a lock and ends without releasing it; a thread waits for it.
 * @finding deadlock stall
 * @actors late
 * @resources session
 */
import { main, sleep } from 'heddle';
import { Lock, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';

export function late(session: Lock): void {
  sleep(50);
  session.acquire();
  session.release();
}

main(() => {
  const session = new Lock({ name: 'session' });
  session.acquire();
  new Thread(late, [session], { name: 'late' }).start();
  if (fixed) session.release();
});

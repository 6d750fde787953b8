/**
 * A thread returns with a lock in its hands, and another one waits for it.
 * @finding stall deadlock
 * @actors second
 * @resources door
 */
import { main } from 'heddle';
import { Lock, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const door = new Lock({ name: 'door' });

export function pass(): void {
  door.acquire();
  if (fixed) door.release();
}

main(async () => {
  await new Thread(pass, [], { name: 'first' }).start().join();
  await new Thread(pass, [], { name: 'second' }).start().join();
});

/**
 * Two asynchronous flows of one thread take two locks in two orders.
 * @finding deadlock
 * @actors MainProcess
 * @resources a, b
 */
import { main, sleepAsync } from 'heddle';
import { Lock } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';

async function flow(first: Lock, second: Lock): Promise<void> {
  using _first = await first.holdAsync();
  await sleepAsync(20);
  using _second = await second.holdAsync();
}

main(async () => {
  const a = new Lock({ name: 'a' });
  const b = new Lock({ name: 'b' });
  await Promise.all([flow(a, b), fixed ? flow(a, b) : flow(b, a)]);
});

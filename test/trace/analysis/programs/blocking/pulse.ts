/**
 * An event is set and cleared at once, before the waiter has come.
 * @finding stall
 * @actors runner
 * @resources start
 */
import { main, sleep } from 'heddle';
import { Event, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';

export function runner(start: Event): void {
  sleep(80);
  start.wait();
}

main(async () => {
  const start = new Event({ name: 'start' });
  const thread = new Thread(runner, [start], { name: 'runner' }).start();
  start.set();
  if (!fixed) start.clear();
  await thread.join();
});

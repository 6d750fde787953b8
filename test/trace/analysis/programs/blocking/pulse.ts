/**
 * An event is set and cleared at once, before the waiter has come.
 * @finding stall
 * @actors runner
 * @resources start
 */
import { main } from 'heddle';
import { Event, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';

export function runner(start: Event): void {
  start.wait();
}

main(async () => {
  const start = new Event({ name: 'start' });
  start.set();
  if (!fixed) start.clear();
  const thread = new Thread(runner, [start], { name: 'runner' }).start();
  await thread.join();
});

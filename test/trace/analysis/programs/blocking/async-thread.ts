/**
 * An asynchronous thread awaits more than it gets, next to a flow of its own that awaits an event.
 * @finding stall
 * @actors collector
 * @resources parts
 */
import { main } from 'heddle';
import { Queue } from 'heddle/queue';
import { Event, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';

export async function collector(parts: Queue<string>, enough: Event): Promise<void> {
  const watch = enough.waitAsync();
  for (let i = 0; i < (fixed ? 2 : 3); i++) console.log(await parts.getAsync());
  enough.set();
  await watch;
}

main(() => {
  const parts = new Queue<string>(0, { name: 'parts' });
  const enough = new Event({ name: 'enough' });
  new Thread(collector, [parts, enough], { name: 'collector' }).start();
  parts.put('a');
  parts.put('b');
});

/**
 * A process is notified before it waits for the condition.
 * @finding stall
 * @actors reader
 * @resources fresh
 */
import { main } from 'heddle';
import { Condition, Event, Process, Value } from 'heddle/multiprocessing';

const fixed = process.argv[2] === 'fixed';
const fresh = new Condition({ name: 'fresh' });
const written = new Event({ name: 'written' });
const version = new Value('int32', 0, { name: 'version' });

export function writer(): void {
  {
    using _held = fresh.hold();
    version.value = 1;
    fresh.notifyAll();
  }
  written.set();
}
export function reader(): void {
  written.wait();
  using _held = fresh.hold();
  if (fixed) fresh.waitFor(() => version.value > 0);
  else fresh.wait();
}

main(async () => {
  const children = [writer, reader].map((target) => new Process(target, [], { name: target.name }).start());
  for (const child of children) await child.join();
});

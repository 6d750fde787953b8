/**
 * Main holds the lock and waits for a timer's thread that needs it.
 * @finding deadlock
 * @actors MainProcess
 * @resources registry
 */
import { main } from 'heddle';
import { Event, Lock, Timer } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const registry = new Lock({ name: 'registry' });
const flushed = new Event({ name: 'flushed' });

export function flush(): void {
  using _held = registry.hold();
  flushed.set();
}

main(() => {
  const held = registry.hold();
  new Timer(20, flush).start();
  if (fixed) held[Symbol.dispose]();
  flushed.wait();
  if (!fixed) held[Symbol.dispose]();
});

/**
 * A reader waits for another reader, who waits behind a writer, who waits for the first.
 * @finding deadlock
 * @actors outer, writer
 * @resources table
 */
import { main, sleep } from 'heddle';
import { Event, RWLock, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const table = new RWLock({ name: 'table' });
const reading = new Event({ name: 'reading' });
const looked = new Event({ name: 'looked' });

export function outer(): void {
  const held = table.read.hold();
  reading.set();
  if (fixed) held[Symbol.dispose]();
  looked.wait();
  if (!fixed) held[Symbol.dispose]();
}
export function writer(): void {
  reading.wait();
  using _held = table.write.hold();
}
export function inner(): void {
  reading.wait();
  while (!fixed && table.read.acquire(0)) {
    table.read.release(); // the writer is not there yet
    sleep(2);
  }
  table.read.hold()[Symbol.dispose]();
  looked.set();
}

main(async () => {
  const threads = [outer, writer, inner].map((target) => new Thread(target, [], { name: target.name }).start());
  for (const thread of threads) await thread.join();
});

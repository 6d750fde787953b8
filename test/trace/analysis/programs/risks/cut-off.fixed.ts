import { main, sleep } from 'heddle';
import { Event, Lock, Process, Queue } from 'heddle/multiprocessing';

export function saves(lock: Lock, begun: Event, items: Queue<string>): void {
  for (;;) {
    // Readers take turns at the queue: whoever waits for an item is not in the middle of anything.
    using _held = lock.hold();
    begun.set();
    items.get();
  }
}

main(() => {
  const [lock, begun, items] = [new Lock({ name: 'disk' }), new Event(), new Queue<string>(0, { name: 'items' })];
  new Process(saves, [lock, begun, items], { name: 'saver', daemon: true }).start();
  begun.wait();
  items.put('one');
  sleep(100);
});

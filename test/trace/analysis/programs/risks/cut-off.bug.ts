import { main, sleep } from 'heddle';
import { Event, Lock, Process } from 'heddle/multiprocessing';

export function saves(lock: Lock, begun: Event): void {
  using _held = lock.hold();
  begun.set();
  sleep(60_000);
}

main(() => {
  const [lock, begun] = [new Lock({ name: 'disk' }), new Event()];
  new Process(saves, [lock, begun], { name: 'saver', daemon: true }).start();
  begun.wait();
  sleep(100);
});

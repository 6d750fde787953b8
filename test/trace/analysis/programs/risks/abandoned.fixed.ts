import { main, sleep } from 'heddle';
import { Event, Lock, Process } from 'heddle/multiprocessing';

export function writes(lock: Lock, begun: Event): void {
  {
    using _held = lock.hold();
    sleep(50);
  }
  begun.set();
  sleep(60_000);
}

export function reads(lock: Lock): void {
  using _held = lock.hold();
}

main(async () => {
  const [lock, begun] = [new Lock({ name: 'book' }), new Event()];
  const writer = new Process(writes, [lock, begun], { name: 'writer' }).start();
  begun.wait();
  sleep(100);
  writer.kill();
  await writer.join();
  await new Process(reads, [lock], { name: 'reader' }).start().join();
});

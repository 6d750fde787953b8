/** A writer waits for readers that take their time, and later readers wait behind it. */
import { main, sleep } from 'heddle';
import { RWLock, Thread } from 'heddle/threading';

const page = new RWLock({ name: 'page' });

export function read(ms: number): void {
  for (let i = 0; i < 3; i++) {
    using _held = page.read.hold();
    sleep(ms);
  }
}
export function write(): void {
  for (let i = 0; i < 3; i++) {
    using _held = page.write.hold();
    sleep(60);
  }
}

main(async () => {
  const threads = [
    new Thread(read, [120], { name: 'reads slowly' }),
    new Thread(read, [30], { name: 'reads' }),
    new Thread(write, [], { name: 'writes' }),
  ];
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.join();
});

import { main, sleep } from 'heddle';
import { Lock, Process } from 'heddle/multiprocessing';

export function work(log: Lock): void {
  for (let i = 0; i < 30; i++) {
    using _held = log.hold();
    sleep(6);
  }
}

main(async () => {
  const log = new Lock({ name: 'log' });
  const processes = ['a', 'b', 'c', 'd'].map((name) => new Process(work, [log], { name }).start());
  for (const process of processes) await process.join();
});

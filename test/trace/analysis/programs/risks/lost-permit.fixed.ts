import { main, sleep } from 'heddle';
import { Process, Semaphore } from 'heddle/multiprocessing';

export function download(keys: Semaphore, file: string): void {
  using _held = keys.hold();
  if (file === 'gone') throw new Error('there is no such file');
  sleep(20);
}

main(async () => {
  const keys = new Semaphore(2, { name: 'keys' });
  const processes = ['one', 'gone', 'three'].map((file) => new Process(download, [keys, file], { name: file }));
  for (const each of processes) each.start();
  for (const each of processes) await each.join();
});

/** A program that also forks a process in Node's own way and talks to it. */
import { fork } from 'node:child_process';
import { main } from 'heddle';
import { Event, Thread } from 'heddle/threading';

export function waits(go: Event): void {
  go.wait();
}

if (process.send !== undefined) {
  process.once('message', (n: number) => {
    setTimeout(() => {
      process.send?.(n + 1);
      process.disconnect();
    }, 300);
  });
} else {
  main(async () => {
    const go = new Event({ name: 'go' });
    const thread = new Thread(waits, [go], { name: 'waits' }).start();
    const child = fork(process.argv[1]!, { stdio: 'ignore' });
    child.send(1);
    child.once('message', () => go.set());
    child.unref();
    await thread.join();
  });
}

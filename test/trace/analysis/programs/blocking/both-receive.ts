/**
 * Parent and child both wait for the other's first message.
 * @finding stall deadlock
 * @actors MainProcess, child
 */
import { main } from 'heddle';
import { type Connection, Pipe, Process } from 'heddle/multiprocessing';

const fixed = process.argv[2] === 'fixed';

export function child(end: Connection): void {
  const name = end.recv();
  end.send(`hello ${name}`);
}

main(async () => {
  const [here, there] = Pipe();
  const process = new Process(child, [there], { name: 'child' }).start();
  if (fixed) here.send('parent');
  console.log(here.recv());
  await process.join();
});

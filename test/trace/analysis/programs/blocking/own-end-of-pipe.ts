/**
 * Main receives until the end of messages, but holds the sending end itself.
 * @finding stall
 * @actors MainProcess
 */
import { main } from 'heddle';
import { type Connection, Pipe, Process } from 'heddle/multiprocessing';

const fixed = process.argv[2] === 'fixed';

export function child(sender: Connection): void {
  sender.send('one');
  sender.send('two');
}

main(async () => {
  const [receiver, sender] = Pipe(false);
  const process = new Process(child, [sender], { name: 'child' }).start();
  if (fixed) sender.close();
  await process.join();
  try {
    for (;;) console.log(receiver.recv());
  } catch {
    console.log('end');
  }
});

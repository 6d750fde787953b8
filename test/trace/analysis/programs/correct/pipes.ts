/** Messages through pipes between processes, with ends that are closed and a child that dies. */
import { main, sleep } from 'heddle';
import { type Connection, Pipe, PipeClosedError, Process } from 'heddle/multiprocessing';

export function echo(end: Connection): void {
  for (;;) {
    const message = end.recv();
    if (message === null) return;
    sleep(120);
    end.send(message * 2);
  }
}
export function dies(end: Connection): void {
  end.send(1);
  sleep(150);
  process.exit(0);
}

main(async () => {
  const [here, there] = Pipe();
  const child = new Process(echo, [there], { name: 'echo' }).start();
  for (let i = 0; i < 3; i++) {
    here.send(i);
    console.log(here.recv());
  }
  here.send(null);
  await child.join();

  const [receiver, sender] = Pipe(false);
  const mortal = new Process(dies, [sender], { name: 'mortal' }).start();
  sender.close();
  try {
    for (;;) console.log(receiver.recv());
  } catch (error) {
    if (!(error instanceof PipeClosedError)) throw error;
  }
  await mortal.join();
});

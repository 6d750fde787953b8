/**
 * @title A pipe between two processes
 * @title.zh 管道
 * @summary Two ends of a pipe: what one process sends the other receives, until the sender closes its end.
 * @summary.zh 管道有两端：一个进程发送，另一个接收，直到发送方关闭它那一端。
 * @look Each message goes from a send to a receive; the receiver waits between them and ends when the pipe does.
 * @look.zh 每条消息从发送连到接收；接收方在中间等待，管道结束时它也结束。
 * @lesson queues 1
 * @twin queue-from-pipe
 * @tabstops messages
 */
import { main, PipeClosedError, sleep } from 'heddle';
import { type Connection, Pipe, Process } from 'heddle/multiprocessing';

export function speak(out: Connection): void {
  for (const message of ['hello', { from: process.pid }, [1, 2, 3]]) {
    sleep(150);
    out.send(message);
  }
  out.close();
}

export function listen(from: Connection): void {
  try {
    for (;;) console.log('received', from.recv());
  } catch (error) {
    if (!(error instanceof PipeClosedError)) throw error;
    console.log('end of messages');
  }
}

main(async () => {
  const [receiver, sender] = Pipe(false);
  const listener = new Process(listen, [receiver], { name: 'listener' }).start();
  const speaker = new Process(speak, [sender], { name: 'speaker' }).start();
  receiver.close(); // main keeps neither end
  sender.close();
  await speaker.join();
  await listener.join();
});

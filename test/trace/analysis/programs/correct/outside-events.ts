/** Main awaits what a socket, a child of another kind, a signal or a file brings about. */
import { spawn } from 'node:child_process';
import { pbkdf2 } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main, sleep } from 'heddle';
import { Process } from 'heddle/multiprocessing';
import { Event } from 'heddle/threading';

export function idle(): void {
  for (;;) sleep(1000);
}

async function listening(server: Server, where: number | string): Promise<void> {
  await new Promise<void>((resolve) => server.listen(where, () => resolve()));
}

main(async () => {
  new Process(idle, [], { daemon: true, name: 'daemon' }).start();
  for (const where of [0, join(tmpdir(), `heddle-test-${process.pid}.sock`)]) {
    const served = new Event({ name: 'served' });
    const server = createServer((socket) => {
      socket.on('data', () => setTimeout(() => socket.end('pong'), 200));
    });
    await listening(server, where);
    const address = server.address();
    const client = new Socket();
    client.on('close', () => served.set());
    client.resume();
    if (typeof address === 'string') client.connect(address);
    else client.connect(address!.port);
    client.write('ping');
    await served.waitAsync();
    server.close();
  }

  const exited = new Event({ name: 'exited' });
  spawn('sleep', ['0.2'], { stdio: 'ignore' }).on('exit', () => exited.set());
  await exited.waitAsync();

  const signalled = new Event({ name: 'signalled' });
  process.once('SIGUSR2', () => signalled.set());
  spawn('sh', ['-c', 'sleep 0.3; kill -USR2 $PPID'], { stdio: 'ignore' }).unref();
  await signalled.waitAsync();

  const read = new Event({ name: 'read' });
  void readFile(process.argv[1]!).then(() => read.set());
  await read.waitAsync();
  const hashed = new Event({ name: 'hashed' });
  pbkdf2('a', 'b', 500_000, 64, 'sha512', () => hashed.set());
  await hashed.waitAsync();
});

/**
 * @title A film, or where it lies
 * @title.zh 传大数据，不如传路径
 * @summary A buffer of 32 MiB is copied into the queue and out again; its path is a few bytes.
 * @summary.zh 三十二兆的缓冲区要拷进队列再拷出来；它的路径只有几个字节。
 * @look The put of the film is wide and marked with its size; the put of the path is a hair.
 * @look.zh 放入影片的 put 很宽，并标出大小；放入路径的 put 细如发丝。
 * @lesson queues 5
 * @tabstops 32
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main, mark } from 'heddle';
import { Process, Queue } from 'heddle/multiprocessing';

export function watchFilm(queue: Queue<Uint8Array | string>): void {
  for (let i = 0; i < 2; i++) {
    const item = queue.get();
    const film = typeof item === 'string' ? readFileSync(item) : item;
    console.log(`${typeof item === 'string' ? 'by its path' : 'through the queue'}: ${film.length} bytes`);
  }
}

main(async () => {
  const film = new Uint8Array(32 * 1024 * 1024);
  const folder = mkdtempSync(join(tmpdir(), 'film-'));
  const path = join(folder, 'film.bin');
  writeFileSync(path, film);

  const queue = new Queue<Uint8Array | string>(1, { name: 'films' });
  const viewer = new Process(watchFilm, [queue], { name: 'viewer' }).start();
  mark('the film itself');
  queue.put(film);
  mark('only its path');
  queue.put(path);
  await viewer.join();
  rmSync(folder, { recursive: true });
});

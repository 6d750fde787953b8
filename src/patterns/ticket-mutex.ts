/**
 * @title One ticket, twenty buyers, one lock
 * @title.zh 加锁抢票
 * @summary Looking is free, buying is locked: exactly one buyer gets the ticket.
 * @summary.zh 查票不加锁，买票加锁：恰好一个人买到票。
 * @look Nobody waits to look; from there on the buyers stand in line at the lock, and no two buy spans overlap.
 * @look.zh 查票不用等；之后大家在锁前排队，任何两段 buy 都不重叠。
 * @lesson tickets 2
 * @twin ticket-race
 * @tabstops lock | length: [[20]] | count: [[1]]
 */
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main, sleep, span, watch } from 'heddle';
import { Lock, Process, Value } from 'heddle/multiprocessing';

const office = watch('tickets.json'); // Heddle sees no files: the program says when it looks and writes
const sold = new Value('int32', 0, { name: 'sold' });

const read = (file: string) => office.read(() => JSON.parse(readFileSync(file, 'utf8')) as { count: number });

function write(file: string, tickets: { count: number }): void {
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(tickets));
  renameSync(`${file}.${process.pid}`, file); // whole: who looks meanwhile reads the old file or the new one
}

function buy(file: string): boolean {
  const tickets = read(file);
  if (tickets.count === 0) return false;
  sleep(100 + Math.random() * 300); // fingers and network
  tickets.count -= 1;
  office.write(() => write(file, tickets));
  sold.add(1);
  return true;
}

export function buyer(file: string, lock: Lock, number: number): void {
  console.log(`buyer ${number}: sees ${span('look', () => read(file)).count}`); // looking is free
  using _held = lock.hold(); // buying is not
  console.log(`buyer ${number}: ${span('buy', () => buy(file)) ? 'got the ticket' : 'sold out'}`);
}

main(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tickets-'));
  const file = join(folder, 'tickets.json');
  writeFileSync(file, JSON.stringify({ count: 1 }));
  const lock = new Lock({ name: 'counter' });
  const buyers = Array.from(
    { length: 20 },
    (_, i) => new Process(buyer, [file, lock, i + 1], { name: `buyer ${i + 1}` }),
  );
  for (const each of buyers) each.start();
  for (const each of buyers) await each.join();
  console.log(`${sold.value} bought the only ticket`);
  rmSync(folder, { recursive: true });
});

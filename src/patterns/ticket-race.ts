/**
 * @title One ticket, twenty buyers
 * @title.zh 二十人抢一张票
 * @summary Each buyer looks, waits for the network and then writes: more than one of them buys the only ticket.
 * @summary.zh 每个人先查票，等一会儿网络，再写回：不止一个人买到了唯一的一张票。
 * @look Several buy spans overlap: each of those buyers has read that there is a ticket before the first one wrote.
 * @look.zh 多段 buy 互相重叠：第一次写入之前，这些人都已读到还有票。
 * @lesson tickets 1
 * @twin ticket-mutex
 * @tabstops count: [[1]]
 */
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main, sleep, span, watch } from 'heddle';
import { Barrier, Process, Value } from 'heddle/multiprocessing';

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

export function buyer(file: string, doors: Barrier, number: number): void {
  doors.wait(); // the sale begins when all are there
  sleep(Math.random() * 300); // not everybody is as quick
  console.log(`buyer ${number}: sees ${span('look', () => read(file)).count}`);
  console.log(`buyer ${number}: ${span('buy', () => buy(file)) ? 'got the ticket' : 'sold out'}`);
}

main(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tickets-'));
  const file = join(folder, 'tickets.json');
  writeFileSync(file, JSON.stringify({ count: 1 }));
  const doors = new Barrier(20, { name: 'doors' });
  const buyers = Array.from(
    { length: 20 },
    (_, i) => new Process(buyer, [file, doors, i + 1], { name: `buyer ${i + 1}` }),
  );
  for (const each of buyers) each.start();
  for (const each of buyers) await each.join();
  console.log(`${sold.value} bought the only ticket`);
  rmSync(folder, { recursive: true });
});

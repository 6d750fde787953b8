/**
 * @title One ticket, twenty buyers, one lock
 * @title.zh 加锁抢票
 * @summary Looking is free, buying is locked: exactly one buyer gets the ticket.
 * @summary.zh 查票不加锁，买票加锁：恰好一个人买到票。
 * @look The buyers' looks overlap; from there on they stand in line at the lock and pass through it one by one.
 * @look.zh 查票的部分互相重叠；之后大家在锁前排队，逐个通过。
 * @lesson tickets 2
 * @twin ticket-race
 * @tabstops lock | length: [[20]] | count: [[1]]
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main, sleep } from 'heddle';
import { Lock, Process, Value } from 'heddle/multiprocessing';

const sold = new Value('int32', 0, { name: 'sold' });

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as { count: number };

export function buyer(file: string, lock: Lock, number: number): void {
  console.log(`buyer ${number}: sees ${read(file).count}`); // looking is free
  using _held = lock.hold(); // buying is not
  const tickets = read(file);
  if (tickets.count === 0) {
    console.log(`buyer ${number}: sold out`);
    return;
  }
  sleep(200 + Math.random() * 200); // fingers and network
  tickets.count -= 1;
  writeFileSync(file, JSON.stringify(tickets));
  sold.add(1);
  console.log(`buyer ${number}: got the ticket`);
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

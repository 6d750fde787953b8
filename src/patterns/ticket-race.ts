/**
 * @title One ticket, twenty buyers
 * @title.zh 二十人抢一张票
 * @summary Each buyer looks, waits for the network and then writes: more than one of them buys the only ticket.
 * @summary.zh 每个人先查票，等一会儿网络，再写回：不止一个人买到了唯一的一张票。
 * @look Many reads of the count stand before the first write: every one of those buyers believes in the same ticket.
 * @look.zh 第一次写入之前已有许多次读取：这些人都以为票还在。
 * @lesson tickets 1
 * @twin ticket-mutex
 * @tabstops count: [[1]]
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main, sleep } from 'heddle';
import { Barrier, Process, Value } from 'heddle/multiprocessing';

const sold = new Value('int32', 0, { name: 'sold' });

export function buy(file: string, doors: Barrier, buyer: number): void {
  doors.wait(); // the sale begins when all are there
  sleep(Math.random() * 300); // not everybody is as quick
  const tickets = JSON.parse(readFileSync(file, 'utf8'));
  if (tickets.count === 0) {
    console.log(`buyer ${buyer}: sold out`);
    return;
  }
  sleep(100 + Math.random() * 300); // fingers and network
  tickets.count -= 1;
  writeFileSync(file, JSON.stringify(tickets));
  sold.add(1);
  console.log(`buyer ${buyer}: got the ticket`);
}

main(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tickets-'));
  const file = join(folder, 'tickets.json');
  writeFileSync(file, JSON.stringify({ count: 1 }));
  const doors = new Barrier(20, { name: 'doors' });
  const buyers = Array.from(
    { length: 20 },
    (_, i) => new Process(buy, [file, doors, i + 1], { name: `buyer ${i + 1}` }),
  );
  for (const buyer of buyers) buyer.start();
  for (const buyer of buyers) await buyer.join();
  console.log(`${sold.value} bought the only ticket`);
  rmSync(folder, { recursive: true });
});

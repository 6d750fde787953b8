/**
 * The producer fails before it has said that it is over.
 * @finding stall
 * @actors consumer
 * @resources rows
 */
import { main } from 'heddle';
import { Queue } from 'heddle/queue';
import { Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const rows = new Queue<number>(0, { name: 'rows' });

function parse(i: number): number {
  if (i === 2) throw new Error(`row ${i} is broken`);
  return i;
}

export function producer(): void {
  try {
    for (let i = 0; i < 4; i++) rows.put(parse(i));
  } catch (error) {
    if (!fixed) throw error;
  } finally {
    if (fixed) rows.shutdown();
  }
}
export function consumer(): void {
  for (const row of rows) console.log(row);
}

main(async () => {
  const first = new Thread(producer, [], { name: 'producer' }).start();
  const second = new Thread(consumer, [], { name: 'consumer' }).start();
  await first.join();
  await second.join();
});

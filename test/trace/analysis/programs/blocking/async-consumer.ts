/**
 * An asynchronous consumer in main awaits more than the producers put.
 * @finding stall
 * @actors MainProcess
 * @resources numbers
 */
import { main } from 'heddle';
import { Queue } from 'heddle/queue';
import { Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';

export function produce(numbers: Queue<number>, from: number): void {
  for (let i = 0; i < 3; i++) numbers.put(from + i);
}

main(async () => {
  const numbers = new Queue<number>(2, { name: 'numbers' });
  for (const from of [0, 10]) new Thread(produce, [numbers, from], { name: `from ${from}` }).start();
  let sum = 0;
  for (let i = 0; i < (fixed ? 6 : 7); i++) sum += await numbers.getAsync();
  console.log(sum);
});

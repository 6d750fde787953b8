/**
 * Two transfers in opposite directions each hold one account and want the other.
 * @finding deadlock
 * @actors to-savings, to-current
 * @resources current, savings
 */
import { main } from 'heddle';
import { Barrier, Lock, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const accounts = { current: new Lock({ name: 'current' }), savings: new Lock({ name: 'savings' }) };
const both = new Barrier(2, { name: 'both' });
type Account = keyof typeof accounts;

export function transfer(from: Account, to: Account): void {
  const [first, second] = fixed ? [from, to].sort() : [from, to];
  using _first = accounts[first as Account].hold();
  if (!fixed) both.wait();
  using _second = accounts[second as Account].hold();
  console.log(`${from} to ${to}`);
}

main(async () => {
  const threads = [
    new Thread(transfer, ['current', 'savings'], { name: 'to-savings' }).start(),
    new Thread(transfer, ['savings', 'current'], { name: 'to-current' }).start(),
  ];
  for (const thread of threads) await thread.join();
});

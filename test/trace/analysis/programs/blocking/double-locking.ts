/**
 * A method that holds the lock calls another one that takes it too.
 * @finding deadlock
 * @actors clerk
 * @resources ledger
 */
import { main } from 'heddle';
import { Lock, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const ledger = new Lock({ name: 'ledger' });
let total = 0;

function add(amount: number): void {
  using _held = ledger.hold();
  total += amount;
}
function addUnlocked(amount: number): void {
  total += amount;
}

export function clerk(): void {
  using _held = ledger.hold();
  for (const amount of [3, 4]) (fixed ? addUnlocked : add)(amount);
  console.log(total);
}

main(() => {
  new Thread(clerk, [], { name: 'clerk' }).start();
});

/**
 * Five diners use semaphores of one permit as forks, and all take the left one first.
 * @finding deadlock
 * @actors diner 0, diner 1, diner 2, diner 3, diner 4
 * @resources fork 0, fork 1, fork 2, fork 3, fork 4
 */
import { main } from 'heddle';
import { Barrier, Semaphore, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const SEATS = 5;
const forks = Array.from({ length: SEATS }, (_, i) => new Semaphore(1, { name: `fork ${i}` }));
const seated = new Barrier(SEATS, { name: 'seated' });

export function dine(seat: number): void {
  let [first, second] = [seat, (seat + 1) % SEATS];
  if (fixed && first > second) [first, second] = [second, first];
  if (fixed) seated.wait();
  forks[first]!.acquire();
  if (!fixed) seated.wait();
  forks[second]!.acquire();
  console.log(`diner ${seat} eats`);
  forks[second]!.release();
  forks[first]!.release();
}

main(() => {
  for (let seat = 0; seat < SEATS; seat++) new Thread(dine, [seat], { name: `diner ${seat}` }).start();
});

/**
 * Two threads put into each other's full queue.
 * @finding deadlock
 * @actors east, west
 * @resources to west, to east
 */
import { main } from 'heddle';
import { Queue } from 'heddle/queue';
import { Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const room = fixed ? 0 : 2;
const toWest = new Queue<number>(room, { name: 'to west' });
const toEast = new Queue<number>(room, { name: 'to east' });

export function station(isEast: boolean): void {
  const [outbound, inbound] = isEast ? [toWest, toEast] : [toEast, toWest];
  for (let round = 0; round < 2; round++) {
    const parcels = round === 0 ? 1 : 9;
    for (let i = 0; i < parcels; i++) outbound.put(i);
    for (let i = 0; i < parcels; i++) inbound.get();
  }
}

main(async () => {
  const threads = [true, false].map((isEast) =>
    new Thread(station, [isEast], { name: isEast ? 'east' : 'west' }).start(),
  );
  for (const thread of threads) await thread.join();
});

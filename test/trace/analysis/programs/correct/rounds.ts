/** Threads meet at a barrier again and again, and one comes late to each round. */
import { main, sleep } from 'heddle';
import { Barrier, Thread } from 'heddle/threading';

function spin(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

const round = new Barrier(4, { name: 'round' });

export function play(id: number): void {
  for (let i = 0; i < 6; i++) {
    if (i % 4 === id) (i < 3 ? spin : sleep)(130);
    round.wait();
  }
}

main(() => {
  for (let id = 0; id < 4; id++) new Thread(play, [id], { name: `player ${id}` }).start();
});

/**
 * One process leaves after the first round, the other two meet for a second.
 * @finding stall
 * @actors p1, p2
 * @resources round
 */
import { main } from 'heddle';
import { Barrier, Process } from 'heddle/multiprocessing';

const fixed = process.argv[2] === 'fixed';
const round = new Barrier(3, { name: 'round' });

export function play(id: number): void {
  const rounds = id === 0 && !fixed ? 1 : 2;
  for (let i = 0; i < rounds; i++) round.wait();
}

main(async () => {
  const players = [0, 1, 2].map((id) => new Process(play, [id], { name: `p${id}` }).start());
  for (const player of players) await player.join();
});

/**
 * One of three fails on its way to the barrier.
 * @finding stall
 * @actors m0, m2
 * @resources checkpoint
 */
import { main } from 'heddle';
import { Barrier, Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const checkpoint = new Barrier(3, { name: 'checkpoint' });

export function member(id: number): void {
  try {
    if (id === 1) throw new Error('lost the way');
  } catch (error) {
    if (!fixed) throw error;
  }
  checkpoint.wait();
}

main(async () => {
  const threads = [0, 1, 2].map((id) => new Thread(member, [id], { name: `m${id}` }).start());
  for (const thread of threads) await thread.join();
});

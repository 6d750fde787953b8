/**
 * Two threads each wait for the other's word before they give theirs.
 * @finding deadlock stall
 * @actors alice, bob
 * @resources for alice, for bob
 */
import { main } from 'heddle';
import { Queue } from 'heddle/queue';
import { Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const forAlice = new Queue<string>(0, { name: 'for alice' });
const forBob = new Queue<string>(0, { name: 'for bob' });

export function alice(): void {
  forBob.put('hello');
  console.log(forAlice.get());
  console.log(forAlice.get());
  forBob.put('bye');
}
export function bob(): void {
  console.log(forBob.get());
  forAlice.put('hello');
  if (fixed) forAlice.put('bye');
  console.log(forBob.get());
  if (!fixed) forAlice.put('bye');
}

main(async () => {
  const threads = [alice, bob].map((target) => new Thread(target, [], { name: target.name }).start());
  for (const thread of threads) await thread.join();
});

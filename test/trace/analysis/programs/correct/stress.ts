/** Many threads with one lock, a queue in both directions and a condition, as fast as they can. */
import { main } from 'heddle';
import { Queue } from 'heddle/queue';
import { Barrier, Condition, Lock, Semaphore, Thread, Value } from 'heddle/threading';

const lock = new Lock({ name: 'lock' });
const there = new Queue<number>(2, { name: 'there' });
const back = new Queue<number>(2, { name: 'back' });
const condition = new Condition({ name: 'condition' });
const turn = new Value('int32', 0, { name: 'turn' });
const permits = new Semaphore(2, { name: 'permits' });
const round = new Barrier(3, { name: 'round' });
const ROUNDS = 150;

export function lead(): void {
  for (let i = 0; i < ROUNDS; i++) {
    there.put(i);
    back.get();
    using _held = lock.hold();
  }
}
export function follow(): void {
  for (let i = 0; i < ROUNDS; i++) {
    back.put(there.get());
    using _held = lock.hold();
  }
}
export function takeTurns(me: number): void {
  for (let i = 0; i < ROUNDS; i++) {
    using _held = condition.hold();
    condition.waitFor(() => turn.value === me);
    turn.value = 1 - me;
    condition.notifyAll();
  }
}
export function meet(): void {
  for (let i = 0; i < ROUNDS; i++) {
    permits.acquire();
    permits.release();
    round.wait();
  }
}

main(async () => {
  const threads = [
    new Thread(lead, [], { name: 'lead' }),
    new Thread(follow, [], { name: 'follow' }),
    ...[0, 1].map((me) => new Thread(takeTurns, [me], { name: `turn ${me}` })),
    ...[0, 1, 2].map((i) => new Thread(meet, [], { name: `meet ${i}` })),
  ];
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.join();
});

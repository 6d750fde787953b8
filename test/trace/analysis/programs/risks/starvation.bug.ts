import { main, sleep } from 'heddle';
import { PriorityQueue } from 'heddle/queue';
import { Thread } from 'heddle/threading';

export function clerk(cases: PriorityQueue<[number, string]>): void {
  for (let i = 0; i < 150; i++) {
    cases.get();
    sleep(10);
  }
}

main(async () => {
  const cases = new PriorityQueue<[number, string]>(0, { name: 'cases' });
  cases.put([9, 'the humble one']);
  for (let i = 0; i < 3; i++) cases.put([1, `urgent ${i}`]);
  const thread = new Thread(clerk, [cases], { name: 'clerk' }).start();
  for (let i = 3; i < 150; i++) {
    sleep(8);
    cases.put([1, `urgent ${i}`]);
  }
  await thread.join();
});

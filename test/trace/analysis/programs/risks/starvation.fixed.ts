import { main, sleep } from 'heddle';
import { PriorityQueue, Queue } from 'heddle/queue';
import { Thread } from 'heddle/threading';

export function clerk(cases: Queue<string>): void {
  for (let i = 0; i < 151; i++) {
    cases.get();
    sleep(5);
  }
}

export function sorts(heap: PriorityQueue<number>): void {
  for (let i = 0; i < 200; i++) heap.get();
}

main(async () => {
  const cases = new Queue<string>(0, { name: 'cases' });
  cases.put('the humble one');
  const thread = new Thread(clerk, [cases], { name: 'clerk' }).start();
  const heap = new PriorityQueue<number>(0, { name: 'heap' });
  for (let i = 0; i < 200; i++) heap.put(200 - i);
  const sorter = new Thread(sorts, [heap], { name: 'sorter' }).start();
  for (let i = 0; i < 150; i++) {
    sleep(4);
    cases.put(`urgent ${i}`);
  }
  await thread.join();
  await sorter.join();
});

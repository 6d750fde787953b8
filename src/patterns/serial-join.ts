/**
 * @title One after the other
 * @title.zh 逐个启动并等待
 * @summary Three processes, each started and joined before the next: their lines never mix, and nothing runs side by side.
 * @summary.zh 三个进程，前一个结束后才启动下一个：输出不会混杂，但完全没有并发。
 * @look A staircase: each lane begins where the one before has ended, while main waits in join.
 * @look.zh 像楼梯：每条泳道都在前一条结束处开始，主进程一直在 join 中等待。
 * @lesson mutex-processes 1
 * @twin mutex
 * @tabstops task
 */
import { main, sleep } from 'heddle';
import { Process } from 'heddle/multiprocessing';

export function task(name: string): void {
  console.log(`${name} prints 1`);
  sleep(100 + Math.random() * 200);
  console.log(`${name} prints 2`);
  sleep(100 + Math.random() * 200);
  console.log(`${name} prints 3`);
}

main(async () => {
  for (const name of ['a', 'b', 'c']) {
    const worker = new Process(task, [name], { name });
    worker.start();
    await worker.join(); // correct, and as slow as one process
  }
});

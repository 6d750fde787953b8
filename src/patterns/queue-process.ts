/**
 * @title A full queue between processes
 * @title.zh 进程队列：放满三个
 * @summary A queue of three takes three items at once; the fourth put waits until somebody gets, and nobody ever will.
 * @summary.zh 容量为三的队列立刻收下三个；第四次 put 等着有人取走，而永远不会有人来取。
 * @look The depth climbs to three and stays; the put waits for ever: stop the run to end it.
 * @look.zh 深度升到三后不再变化；put 永远在等：停止运行来结束它。
 * @lesson queues 2
 * @twin queue-fifo
 * @tabstops queue | Queue([[3]]
 */
import { main } from 'heddle';
import { Process, Queue } from 'heddle/multiprocessing';

export function fill(queue: Queue): void {
  for (const item of [{ a: 1 }, 'xxxxx', 2, 4]) {
    queue.put(item); // the fourth waits for ever
    console.log('put', item);
  }
}

main(() => {
  const queue = new Queue(3, { name: 'queue' });
  new Process(fill, [queue], { name: 'producer' }).start();
});

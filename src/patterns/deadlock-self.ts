/**
 * @title A lock taken twice
 * @title.zh 死锁：同一把锁拿两次
 * @summary A thread that holds a Lock takes it again, and waits for itself for ever.
 * @summary.zh 线程已经拿着一把 Lock，又去拿一次：永远在等自己。
 * @look One lane that holds the lock and waits for it at the same time.
 * @look.zh 同一条泳道既拿着锁，又在等这把锁。
 * @lesson nested-locks 2
 * @twin rlock
 * @tabstops lock
 */
import { main } from 'heddle';
import { Lock, Thread } from 'heddle/threading';

const lock = new Lock({ name: 'lock' });

export function outer(): void {
  using _held = lock.hold();
  console.log('outer has the lock');
  inner();
}

function inner(): void {
  using _held = lock.hold(); // waits for ever: a Lock does not know its owner
  console.log('inner has it too');
}

main(() => {
  new Thread(outer, [], { name: 'worker' }).start();
});

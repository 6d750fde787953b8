/**
 * @title Wait until something is so
 * @title.zh 条件变量
 * @summary Guests wait on a condition until the cook says that dinner is ready, and look again before they believe it.
 * @summary.zh 客人在条件变量上等待，直到厨师通知饭好了；醒来后先再看一眼才相信。
 * @look The guests hold nothing while they wait; one notifyAll wakes them, and they take the lock one after the other.
 * @look.zh 客人等待时并不占着锁；一次 notifyAll 唤醒所有人，他们依次拿锁。
 * @lesson vocabulary 1
 * @twin event
 * @tabstops ready
 */
import { main, sleep } from 'heddle';
import { Condition, Thread, Value } from 'heddle/threading';

const ready = new Condition({ name: 'ready' });
const dishes = new Value('int32', 0, { name: 'dishes' });

export function guest(name: string): void {
  using _held = ready.hold();
  ready.waitFor(() => dishes.value > 0);
  dishes.value -= 1;
  console.log(`${name} eats, ${dishes.value} left`);
}

export function cook(): void {
  sleep(300);
  using _held = ready.hold();
  dishes.value = 3;
  console.log('dinner is ready');
  ready.notifyAll();
}

main(async () => {
  const guests = ['Ada', 'Alan', 'Grace'].map((name) => new Thread(guest, [name], { name }));
  for (const each of [...guests, new Thread(cook, [], { name: 'cook' })]) each.start();
  for (const each of guests) await each.join();
});

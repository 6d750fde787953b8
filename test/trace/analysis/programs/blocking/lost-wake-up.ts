/**
 * The notification comes before the wait, and no predicate tells of it.
 * @finding stall
 * @actors sleeper
 * @resources mail
 */
import { main } from 'heddle';
import { Condition, Event, Thread, Value } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const mail = new Condition({ name: 'mail' });
const letters = new Value('int32', 0, { name: 'letters' });
const gone = new Event({ name: 'gone' });

export function postman(): void {
  {
    using _held = mail.hold();
    letters.value = 1;
    mail.notify();
  }
  gone.set();
}
export function sleeper(): void {
  gone.wait();
  using _held = mail.hold();
  if (fixed) mail.waitFor(() => letters.value > 0);
  else mail.wait();
}

main(async () => {
  const threads = [postman, sleeper].map((target) => new Thread(target, [], { name: target.name }).start());
  for (const thread of threads) await thread.join();
});

/**
 * Two threads wait for one condition, and only one of them is notified.
 * @finding stall
 * @actors
 * @resources gate
 */
import { main, sleep } from 'heddle';
import { Condition, Thread, Value } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const gate = new Condition({ name: 'gate' });
const open = new Value('int32', 0, { name: 'open' });
const guests = new Value('int32', 0, { name: 'guests' });

export function guest(): void {
  using _held = gate.hold();
  guests.value++;
  gate.waitFor(() => open.value === 1);
}
export function porter(): void {
  for (let waiting = 0; waiting < 2; sleep(2)) {
    using _held = gate.hold();
    waiting = guests.value;
  }
  using _held = gate.hold();
  open.value = 1;
  if (fixed) gate.notifyAll();
  else gate.notify();
}

main(async () => {
  const threads = [guest, guest, porter].map((target, i) =>
    new Thread(target, [], { name: `${target.name} ${i}` }).start(),
  );
  for (const thread of threads) await thread.join();
});

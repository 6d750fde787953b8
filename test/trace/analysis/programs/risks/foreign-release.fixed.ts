import { main, sleep } from 'heddle';
import { Event, Lock, Semaphore, Thread } from 'heddle/threading';

export function work(lock: Lock, taken: Event): void {
  lock.acquire();
  taken.set();
  lock.release();
}

export function patient(lock: Lock, taken: Event): void {
  taken.wait();
  lock.acquire();
  lock.release();
}

/** A lock as a signal, as the book allows: taken twice by one, released by the other. */
export function signalled(gate: Lock): void {
  gate.acquire();
  gate.acquire();
}

export function signals(gate: Lock): void {
  sleep(100);
  gate.release();
}

/** Permits handed from one to the other: nobody holds them. */
export function produces(items: Semaphore): void {
  items.release();
}
export function consumes(items: Semaphore): void {
  items.acquire();
}

main(async () => {
  const [lock, taken, gate] = [new Lock({ name: 'ledger' }), new Event(), new Lock({ name: 'gate' })];
  const items = new Semaphore(0, { name: 'items' });
  const threads = [
    new Thread(work, [lock, taken], { name: 'work' }),
    new Thread(patient, [lock, taken], { name: 'patient' }),
    new Thread(signalled, [gate], { name: 'signalled' }),
    new Thread(signals, [gate], { name: 'signals' }),
    new Thread(produces, [items], { name: 'produces' }),
    new Thread(consumes, [items], { name: 'consumes' }),
  ];
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.join();
});

/**
 * The producing process is killed, and the consuming one waits on.
 * @finding stall
 * @actors sink
 * @resources samples
 */
import { main, sleep, sleepAsync } from 'heddle';
import { Event, Process, Queue } from 'heddle/multiprocessing';

const fixed = process.argv[2] === 'fixed';
const begun = new Event({ name: 'begun' });

export function sensor(samples: Queue<number>): void {
  begun.set();
  for (let i = 0; ; i++) {
    samples.put(i);
    sleep(20);
  }
}
export function sink(samples: Queue<number>): void {
  for (const sample of samples) console.log(sample);
}

main(async () => {
  const samples = new Queue<number>(0, { name: 'samples' });
  const first = new Process(sensor, [samples], { name: 'sensor' }).start();
  const second = new Process(sink, [samples], { name: 'sink' }).start();
  begun.wait();
  await sleepAsync(50);
  first.kill();
  await first.join();
  if (fixed) samples.shutdown();
  await second.join();
});

/**
 * A child process waits for an end that nobody sends.
 * @finding stall
 * @actors printer
 * @resources pages
 */
import { main } from 'heddle';
import { Process, Queue } from 'heddle/multiprocessing';

const fixed = process.argv[2] === 'fixed';

export function printer(pages: Queue<string>): void {
  for (const page of pages) console.log(page);
}

main(async () => {
  const pages = new Queue<string>(4, { name: 'pages' });
  const child = new Process(printer, [pages], { name: 'printer' }).start();
  for (const page of ['one', 'two']) pages.put(page);
  if (fixed) pages.shutdown();
  await child.join();
});

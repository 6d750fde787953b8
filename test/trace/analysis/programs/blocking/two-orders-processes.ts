/**
 * Two processes take the printer and the scanner in two orders.
 * @finding deadlock
 * @actors copy, fax
 * @resources printer, scanner
 */
import { main } from 'heddle';
import { Event, Lock, Process } from 'heddle/multiprocessing';

const fixed = process.argv[2] === 'fixed';
const printer = new Lock({ name: 'printer' });
const scanner = new Lock({ name: 'scanner' });
const hasPrinter = new Event({ name: 'has printer' });
const hasScanner = new Event({ name: 'has scanner' });

export function copy(): void {
  using _printer = printer.hold();
  hasPrinter.set();
  if (!fixed) hasScanner.wait();
  using _scanner = scanner.hold();
  console.log('copied');
}

export function fax(): void {
  const [first, second] = fixed ? [printer, scanner] : [scanner, printer];
  using _first = first.hold();
  hasScanner.set();
  if (!fixed) hasPrinter.wait();
  using _second = second.hold();
  console.log('faxed');
}

main(async () => {
  const children = [new Process(copy, [], { name: 'copy' }).start(), new Process(fax, [], { name: 'fax' }).start()];
  for (const child of children) await child.join();
});

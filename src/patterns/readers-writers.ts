/**
 * @title Many readers or one writer
 * @title.zh 读者与写者
 * @summary Readers share the page, a writer has it alone, and steady readers do not keep the writer out.
 * @summary.zh 读者可以同时看，写者独占；源源不断的读者也不会把写者挡在外面。
 * @look Reads overlap; the write overlaps nothing, and begins although new readers keep coming.
 * @look.zh 读互相重叠；写不与任何操作重叠，并且在新读者不断到来时仍能开始。
 * @lesson vocabulary 7
 * @tabstops page
 */
import { main, sleep } from 'heddle';
import { RWLock, Thread, Value } from 'heddle/threading';

const page = new RWLock({ name: 'page' });
const edition = new Value('int32', 1, { name: 'edition' });

export function reader(name: string): void {
  for (let i = 0; i < 4; i++) {
    using _held = page.read.hold();
    console.log(`${name} reads edition ${edition.value}`);
    sleep(50 + Math.random() * 100);
  }
}

export function writer(): void {
  for (let i = 0; i < 2; i++) {
    sleep(120);
    using _held = page.write.hold();
    edition.value += 1;
    console.log(`edition ${edition.value} is out`);
    sleep(100);
  }
}

main(async () => {
  const people = ['Ada', 'Alan', 'Grace'].map((name) => new Thread(reader, [name], { name }));
  people.push(new Thread(writer, [], { name: 'writer' }));
  for (const each of people) each.start();
  for (const each of people) await each.join();
});

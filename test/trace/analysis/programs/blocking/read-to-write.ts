/**
 * A reader wants to write without letting go of the reading first.
 * @finding deadlock
 * @actors editor
 * @resources page
 */
import { main } from 'heddle';
import { RWLock, Thread, Value } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';
const page = new RWLock({ name: 'page' });
const version = new Value('int32', 0, { name: 'version' });

export function editor(): void {
  page.read.acquire();
  const seen = version.value;
  if (fixed) page.read.release();
  page.write.acquire();
  if (version.value === seen) version.value = seen + 1;
  page.write.release();
  if (!fixed) page.read.release();
}

main(async () => {
  await new Thread(editor, [], { name: 'editor' }).start().join();
  console.log(version.value);
});

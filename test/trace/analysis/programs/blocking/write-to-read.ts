/**
 * A writer calls something that reads under the same lock.
 * @finding deadlock
 * @actors writer
 * @resources config
 */
import { main } from 'heddle';
import { Process, RWLock } from 'heddle/multiprocessing';

const fixed = process.argv[2] === 'fixed';
const config = new RWLock({ name: 'config' });

function validate(): boolean {
  using _reading = config.read.hold();
  return true;
}

export function writer(): void {
  const ok = fixed && validate();
  using _writing = config.write.hold();
  console.log(ok || validate());
}

main(async () => {
  await new Process(writer, [], { name: 'writer' }).start().join();
});

/** Says of each thread and child whether it had to compile the runtime. */
import { main } from 'heddle';
import { Process } from 'heddle/multiprocessing';
import { Thread } from 'heddle/threading';

const runtime = process.argv[2]!;

export async function say(kind: string, depth: number): Promise<void> {
  const { isCodeTaken } = (await import(`${runtime}/load.js`)) as { isCodeTaken: boolean };
  console.log(`${kind} ${isCodeTaken}`);
  if (depth === 0) return;
  await new Thread(say, [`${kind} thread`, depth - 1]).start().join();
  await new Process(say, [`${kind} process`, depth - 1]).start().join();
}

main(() => say('main', 2));

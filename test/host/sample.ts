/** The folder that is opened for a first look and for tests: a small program of one's own, and nothing else. */

import { mkdir, writeFile } from 'node:fs/promises';

const PROGRAM = `/** A program of your own. "Heddle: Run Active File on the Timeline" runs it. */
import { main, sleep } from 'heddle';
import { Lock, Process } from 'heddle/multiprocessing';

export function printer(lock: Lock, text: string): void {
  for (let page = 1; page <= 3; page++) {
    using _held = lock.hold();
    console.log(\`\${text}: page \${page}\`);
    sleep(100);
  }
}

main(async () => {
  const lock = new Lock({ name: 'printer' });
  const jobs = ['letter', 'report', 'poster'].map((text) => new Process(printer, [lock, text], { name: text }));
  for (const job of jobs) job.start();
  for (const job of jobs) await job.join();
});
`;

const README = `# A place to try Heddle

- F1, then **Heddle: Run Mutex Demo** shows three processes queueing up at a lock.
- F1, then **Heddle: Run Active File on the Timeline** runs \`printers.ts\`, or any program that imports \`heddle\`.
- F1, then **Heddle: Insert Pattern...** writes a working pattern into the file that you are editing.
`;

/** Writes the sample into a folder, which may exist already; what a person has changed in it is left alone. */
export async function makeSampleFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await keep(`${folder}/printers.ts`, PROGRAM);
  await keep(`${folder}/README.md`, README);
}

async function keep(path: string, text: string): Promise<void> {
  await writeFile(path, text, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

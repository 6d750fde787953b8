/** Evaluates shared.ts in its main thread, in a thread and in a child, and prints what each of them sees there. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { evaluationEnded } from '../../../../src/runtime/context.ts';
import { adoptProcessMemory, processMemoryFd } from '../../../../src/runtime/machine/processes.ts';
import { threadBuffer } from '../../../../src/runtime/machine/threads.ts';

const isChild = process.env.TEST_CHILD !== undefined;
if (isChild && isMainThread) adoptProcessMemory(process.env.TEST_CHILD ? Number(process.env.TEST_CHILD) : undefined);

async function look(): Promise<object> {
  try {
    const { keys, processLock, threadLock } = await import('./shared.ts');
    evaluationEnded();
    const seen = {
      threadLock: threadLock.locked(),
      processLock: processLock.locked(),
      keys: keys.value,
      name: processLock.name,
    };
    if (isMainThread && !isChild) {
      threadLock.acquire();
      processLock.acquire();
      keys.acquire();
    }
    return seen;
  } catch (error) {
    const { message, code } = error as Error & { code: string };
    return { error: message, code };
  }
}

const seen = await look();
if (!isMainThread) parentPort?.postMessage(seen);
else if (isChild) console.log(JSON.stringify(seen));
else {
  const file = fileURLToPath(import.meta.url);
  const worker = new Worker(file, {
    workerData: { heddle: { thread: 1, name: 'beside', daemon: false, memory: threadBuffer() } },
  });
  const [thread] = await once(worker, 'message');
  const apart = process.env.TEST_APART === '1';
  const child = spawn(process.execPath, [file], {
    stdio: ['ignore', 'pipe', 'inherit', apart ? 'ignore' : (processMemoryFd() as number)],
    env: {
      ...process.env,
      TEST_CHILD: apart ? '' : '3',
      TEST_OTHER_KEYS: process.env.TEST_OTHER_KEYS_IN_CHILD ?? '',
    },
  });
  let out = '';
  child.stdout?.on('data', (chunk) => {
    out += chunk;
  });
  await once(child, 'close');
  console.log(JSON.stringify({ thread, child: JSON.parse(out) }));
}

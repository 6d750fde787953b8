/** Starts a thread that blocks on a lock for ever, and ends it: by terminating it, or by ending the process. */
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { evaluationEnded } from '../../../../src/runtime/context.ts';
import { threadBuffer } from '../../../../src/runtime/machine/threads.ts';
import * as multiprocessing from '../../../../src/runtime/multiprocessing.ts';
import { fromHandle, toHandle } from '../../../../src/runtime/shareable.ts';
import type { SharedLock } from '../../../../src/runtime/sync/lock.ts';
import * as threading from '../../../../src/runtime/threading.ts';

evaluationEnded();
if (isMainThread) {
  const [domain, how] = process.argv.slice(2);
  const lock = domain === 'threads' ? new threading.Lock() : new multiprocessing.Lock();
  lock.acquire();
  const worker = new Worker(fileURLToPath(import.meta.url), {
    workerData: {
      heddle: { thread: 1, name: 'blocked', daemon: false, memory: threadBuffer() },
      lock: lock[toHandle](),
    },
  });
  await once(worker, 'message');
  console.log('about to block');
  if (how === 'terminate') await worker.terminate();
  process.exit(7);
} else {
  const lock = fromHandle(workerData.lock) as SharedLock;
  parentPort?.postMessage('about to block');
  // The message is on its way once this turn has ended.
  setImmediate(() => lock.acquire());
}

/** A thread or a process beside the test, which runs one function of tasks.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { evaluationEnded } from '../../../../src/runtime/context.ts';
import { threadEnded } from '../../../../src/runtime/machine/owners.ts';
import { adoptProcessMemory } from '../../../../src/runtime/machine/processes.ts';
import { fromHandle, type Handle } from '../../../../src/runtime/shareable.ts';
import '../../../../src/runtime/sync/kinds.ts';
import * as tasks from './tasks.ts';

/** What a peer is asked to do. */
export interface Call {
  readonly task: keyof typeof tasks;
  readonly args: readonly unknown[];
}

const byName: Readonly<Record<string, unknown>> = { ...tasks };

const isHandle = (value: unknown): value is { readonly heddle: Handle } =>
  typeof value === 'object' && value !== null && 'heddle' in value;

async function run({ task, args }: Call, reply: (message: object) => void): Promise<void> {
  evaluationEnded();
  try {
    const given = args.map((arg) => (isHandle(arg) ? fromHandle(arg.heddle) : arg));
    const result = await (byName[task] as (...args: unknown[]) => unknown)(...given);
    threadEnded('returned');
    reply({ result });
  } catch (error) {
    threadEnded('died');
    const { name, message, code } = error as Error & { code?: string };
    reply({ error: { name, message, code } });
  }
}

if (parentPort) {
  await run((workerData as { call: Call }).call, (message) => parentPort?.postMessage(message));
} else {
  adoptProcessMemory(process.env.TEST_MEMORY_FD ? Number(process.env.TEST_MEMORY_FD) : undefined);
  process.once('message', (call: Call) => {
    void run(call, (message) => process.send?.(message, () => process.disconnect()));
  });
}

/**
 * Loads the built runtime, which is one script (`runtime.script`), and gives what its entry points export. Whoever starts a
 * thread or child hands the compiled code on to it (life/code.ts): compiling it anew takes a third of a thread's start.
 *
 * The build puts this file beside the script; programs and tests that run from sources do without it.
 */
import type { HandedCode } from './life/code.ts';

const { readFileSync, readSync, fstatSync } = process.getBuiltinModule('node:fs');
const { Script } = process.getBuiltinModule('node:vm');
/** In a child's main thread node:worker_threads is not needed, and costs much to load: see main-thread.ts. */
const isChild = process.env.HEDDLE_MAILBOX_FD !== undefined;
const worker = isChild ? undefined : process.getBuiltinModule('node:worker_threads');
const isMainThread = worker?.isMainThread ?? true;

// See SAFE_EXIT in life/process-arguments.ts. It holds for all threads of a process; children are started with what may be given
// so. Maglev is switched off here, in them too: given as an argument it would make V8 refuse the code that is handed on.
if (isMainThread && /^2[45]\./.test(process.versions.node))
  for (const flag of isChild ? ['--no-maglev'] : ['--no-concurrent-sparkplug', '--no-maglev'])
    process.getBuiltinModule('node:v8').setFlagsFromString(flag);

/** Of this very process: what it starts in other ways must not take the descriptor for its own. */
const inheritedFd = isMainThread ? process.env.HEDDLE_CODE_FD : undefined;
if (isMainThread) delete process.env.HEDDLE_CODE_FD;

function inherited(): Uint8Array | undefined {
  if (inheritedFd === undefined) return undefined;
  try {
    const bytes = new Uint8Array(new SharedArrayBuffer(fstatSync(Number(inheritedFd)).size));
    let done = 0;
    while (done < bytes.length) {
      const read = readSync(Number(inheritedFd), bytes, done, bytes.length - done, done);
      if (read === 0) return undefined;
      done += read;
    }
    return bytes;
  } catch {
    return undefined; // compiling takes its place
  }
}

const url = new URL('./runtime.script', import.meta.url).href;
const given: Uint8Array | undefined = isMainThread ? inherited() : worker?.workerData?.heddle?.code;
const script = new Script(readFileSync(new URL(url), 'latin1'), {
  filename: url,
  cachedData: given,
});
/** Whether V8 took the code that was handed on; false where it must be compiled here. */
export const isCodeTaken: boolean = given !== undefined && !script.cachedDataRejected;
const code: HandedCode = {
  given: isCodeTaken ? given : undefined,
  fd: inheritedFd === undefined ? undefined : Number(inheritedFd),
  make: () => script.createCachedData(),
};
const begin = script.runInThisContext() as (...given: unknown[]) => unknown;

let made: NodeJS.Require | undefined;
/** Made when something outside is asked for: node:module takes each thread and child 1 ms. */
function lateRequire(id: string): unknown {
  made ??= process.getBuiltinModule('node:module').createRequire(import.meta.url);
  return made(id);
}

/** What each entry point of the runtime exports, by its name. */
export const runtime = begin(lateRequire, import.meta.url, code, (module: string) => import(module));

/** Small programs, one per scene: `scenes.ts <scene>` runs one of them. */
import { writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { cpu, LifecycleError, main, mark, sleep, sleepAsync, span } from 'heddle';
import { activeChildren, currentProcess, Process, Lock as ProcessLock, Queue } from 'heddle/multiprocessing';
import { Queue as ThreadQueue } from 'heddle/queue';
import {
  activeThreads,
  currentThread,
  Event,
  Lock,
  mainThread,
  Thread,
  ThreadPool,
  Value as ThreadValue,
} from 'heddle/threading';

export class Odd extends Error {
  readonly extra = { deep: [1, 2] };
  override name = 'Odd';
}
/** Module level: one and the same everywhere. */
const gate = new Event({ name: 'gate' });
const never = new Event({ name: 'never' });
const counter = new ThreadValue('int32', 0, { name: 'counter' });

export function say(text: string): void {
  console.log(text);
}
export function sayLater(ms: number, text: string): void {
  sleep(ms);
  console.log(text);
}
export function recorded(): void {
  mark('a mark');
  span('a span', () => cpu(2));
  sleep(2);
  console.log('a line');
}
export function printAndExit(megabytes: number): void {
  printMuch(megabytes);
  process.exit();
}
export function printMuch(megabytes: number): void {
  const line = 'x'.repeat(1023);
  for (let i = 0; i < megabytes * 1024; i++) console.log(line);
}
export function fail(): void {
  throw new Odd('it went wrong', { cause: new RangeError('deep down') });
}
export function failPlainly(): void {
  throw 'just a string';
}
export async function failLater(): Promise<void> {
  setTimeout(() => {
    throw new TypeError('from a timer');
  }, 5);
  await sleepAsync(60_000);
}
export function exit(code: number): void {
  console.log('before the exit');
  process.exit(code);
}
export function exitCode(code: number): void {
  process.exitCode = code;
}
export function block(here?: Queue<boolean> | ThreadQueue<boolean>): void {
  here?.put(true);
  never.wait();
}
export function openGate(): void {
  gate.set();
}
export function startAndFail(): void {
  startThread(200, 'outlived a failure');
  throw new Error('the starter is gone');
}
export function startAndExit(): void {
  startThread(200, 'outlived an exit');
  process.exit();
}
export function startThread(ms: number, text: string): void {
  new Thread(sayLater, [ms, text]).start();
}
export function chain(left: number): void {
  if (left === 0) {
    console.log('the chain has ended');
    gate.set();
  } else new Thread(chain, [left - 1]).start();
}
export function startDeaf(): void {
  // Nobody turns a loop any more: neither main nor this thread.
  new Thread(openGate).start();
  never.wait(20_000);
}
export function child(ms: number, text: string): void {
  const process = new Process(sayLater, [ms, text]);
  process.start();
}
export function daemonicParent(queue: Queue<string>): void {
  try {
    new Process(say, ['no']).start();
  } catch (error) {
    queue.put(`${(error as Error).name}: ${(error as Error).message}`);
  }
}
export function tellSelf(): void {
  console.log(`${currentProcess().name}|${currentThread().name}|${process.argv[2]}`);
}
export function print(text: string, times: number): void {
  for (let i = 0; i < times; i++) console.log(`${text}${i}`);
}
export function tellPid(queue: Queue<number>): void {
  queue.put(process.pid);
  sleep(60_000);
}
export function hog(queue: Queue<number>): void {
  queue.put(process.pid);
  cpu(60_000);
}
export function count(n: number): void {
  for (let i = 0; i < n; i++) counter.add(1);
}

const scenes: Record<string, () => unknown> = {
  async threads() {
    const started = Array.from({ length: 3 }, () => new Thread(count, [100]).start());
    for (const thread of started) await thread.join();
    console.log(counter.value);
  },
  outlive() {
    new Thread(startThread, [150, 'the grandchild']).start();
    console.log('main ends');
  },
  chain() {
    new Thread(chain, [12]).start();
    console.log(gate.wait(20_000));
  },
  deaf() {
    new Thread(startDeaf, { daemon: true }).start();
    console.log(gate.wait(20_000));
  },
  async 'blocked-start'() {
    new Process(say, ['from the child']).start();
    new Thread(openGate).start();
    console.log(gate.wait(20_000));
  },
  'daemon-thread'() {
    new Thread(sayLater, [100_000, 'never seen'], { daemon: true }).start();
    new Thread(sayLater, [50, 'seen']).start();
  },
  'daemon-process'() {
    new Process(sayLater, [100_000, 'never seen'], { daemon: true }).start();
    new Process(sayLater, [300, 'seen']).start();
    console.log('main ends');
  },
  async errors() {
    for (const target of [fail, failPlainly, failLater]) {
      for (const worker of [new Thread(target, { name: 'T' }), new Process(target, { name: 'P' })]) {
        worker.start();
        await worker.join();
        const error = worker.error as Error & { extra?: unknown };
        console.log(
          JSON.stringify({
            type: error?.constructor.name,
            isOdd: error instanceof Odd,
            isTypeError: error instanceof TypeError,
            name: error?.name,
            message: error?.message,
            extra: error?.extra,
            cause: error?.cause instanceof Error ? error.cause.constructor.name : error?.cause,
            stack: /scenes\.ts:\d+:\d+/.test(error?.stack ?? ''),
            exitcode: (worker as Process).exitcode,
          }),
        );
      }
    }
  },
  'main-throws'() {
    new Thread(sayLater, [50, 'the thread ends first']).start();
    throw new RangeError('main is broken');
  },
  'main-exits'() {
    new Thread(block).start();
    console.log('out');
    process.exit(7);
  },
  'exit-code'() {
    process.exitCode = 5;
  },
  async codes() {
    const made = [
      new Process(say, ['fine']),
      new Process(fail),
      new Process(exit, [9]),
      new Process(exitCode, [4]),
      new Process(block),
      new Process(block),
    ];
    for (const each of made) each.start();
    made[4]?.terminate();
    made[5]?.kill();
    for (const each of made) await each.join();
    console.log(made.map(({ exitcode }) => exitcode).join());
  },
  async 'thread-exits'() {
    const thread = new Thread(exit, [3]).start();
    await thread.join();
    console.log(`main goes on, ${thread.error}`);
  },
  async polled() {
    const made = [new Process(say, ['a']), new Process(exit, [6]), new Process(fail), new Process(block)];
    for (const each of made) each.start();
    made[3]?.kill();
    // No turn of the event loop: what is asked must be answered all the same.
    while (made.some((each) => each.isAlive())) sleep(5);
    console.log(made.map(({ exitcode }) => exitcode).join(), made[2]?.error?.message);
  },
  async lifecycle() {
    const codes: unknown[] = [];
    const note = async (what: () => unknown) => {
      try {
        codes.push(await what());
      } catch (error) {
        codes.push(error instanceof LifecycleError ? 'lifecycle' : String(error));
      }
    };
    for (const worker of [new Thread(block, { daemon: true }), new Process(block, { daemon: true })]) {
      await note(() => worker.join());
      await note(() => worker.isAlive());
      worker.start();
      await note(() => worker.start() && 'started twice');
      await note(() => {
        worker.daemon = false;
      });
      await note(() => worker.isAlive());
      await note(() => worker.join(10));
    }
    await note(() => currentThread().join());
    console.log(codes.join());
  },
  async daemonic() {
    const queue = new Queue<string>();
    const process = new Process(daemonicParent, [queue], { daemon: true }).start();
    console.log(queue.get(20_000));
    await process.join();
  },
  async self() {
    tellSelf();
    await new Thread(tellSelf, { name: 'T' }).start().join();
    await new Process(tellSelf, { name: 'P' }).start().join();
    console.log(new Thread(say).name, new Thread(say).name, new Process(say).name);
    const held = new Process(block).start();
    const thread = new Thread(block, { name: 'waiting' }).start();
    console.log(
      activeChildren()
        .map(({ name }) => name)
        .join(),
      activeThreads()
        .map(({ name }) => name)
        .join(),
    );
    console.log(
      activeThreads().some(({ ident }) => ident === thread.ident),
      currentThread().ident === mainThread().ident,
    );
    held.kill();
    await held.join();
    console.log(activeChildren().length);
    process.exit();
  },
  async order() {
    for (let i = 0; i < 6; i++) {
      console.log(`main ${i}`);
      await new Thread(say, [`thread ${i}`]).start().join();
    }
    await new Process(say, ['process']).start().join();
    console.log('main last');
  },
  async many() {
    const threads = Array.from({ length: 60 }, () => new Thread(count, [10]).start());
    for (const thread of threads) await thread.join();
    console.log(counter.value);
  },
  async flood() {
    const threads = [new Thread(print, ['a', 20_000]).start(), new Thread(print, ['b', 20_000]).start()];
    for (const thread of threads) await thread.join();
  },
  'not-exported'() {
    for (const make of [() => new Thread(() => {}), () => new Process(function hidden() {})]) {
      try {
        make();
      } catch (error) {
        console.log((error as { code?: string }).code);
      }
    }
  },
  'killed-parent'() {
    const queue = new Queue<number>();
    new Process(tellPid, [queue], { daemon: true }).start();
    new Process(hog, [queue], { daemon: true }).start();
    writeSync(1, `${queue.get(20_000)} ${queue.get(20_000)}\n`);
    process.kill(process.pid, 'SIGKILL');
  },
  grandchild() {
    new Thread(child, [100, 'child of a thread']).start();
  },
  async 'late-timer'() {
    setTimeout(() => {
      throw new Error('a timer of main');
    }, 5);
    await sleepAsync(60_000);
  },
  async recorded() {
    await new Thread(recorded, { name: 'T' }).start().join();
    await new Process(recorded, { name: 'P' }).start().join();
    const thread = new ThreadQueue();
    const queue = new Queue();
    new Thread(block, [thread], { name: 'D', daemon: true }).start();
    new Process(block, [queue], { name: 'DP', daemon: true }).start();
    thread.get();
    queue.get();
  },
  async printing() {
    await new Thread(printMuch, [8]).start().join();
  },
  async 'printing-everywhere'() {
    printMuch(2);
    await new Process(printMuch, [2]).start().join();
    await new Process(printAndExit, [2]).start().join();
    printAndExit(2);
  },
  'bare-worker'() {
    new Worker(new URL(import.meta.url));
    console.log('main ran');
  },
  async 'thread-fails-first'() {
    await new Thread(startAndFail).start().join();
  },
  async 'thread-exits-first'() {
    await new Thread(startAndExit).start().join();
  },
  async 'own-handler'() {
    process.on('uncaughtException', (error) => {
      console.log(`handled: ${error.message}`);
      process.exit(3);
    });
    setTimeout(() => {
      throw new Error('a timer of main');
    }, 5);
    await sleepAsync(60_000);
  },
  async 'timer-and-threads'() {
    new Thread(sayLater, [200, 'the thread ends first']).start();
    setTimeout(() => {
      throw new Error('a timer of main');
    }, 5);
    await sleepAsync(60_000);
  },
  async 'ends-while-loading'() {
    const loading = new Event();
    new Thread(loadSlowly, [loading], { daemon: true }).start();
    await loading.waitAsync();
  },
  async 'exits-while-loading'() {
    const loading = new Event();
    new Thread(loadSlowly, [loading]).start();
    await loading.waitAsync();
    process.exit(4);
  },
  async 'terminates-while-loading'() {
    const loading = new Event();
    const pool = new ThreadPool(1);
    pool.apply(loadSlowly, [loading]).catch(() => {});
    await loading.waitAsync();
    await pool[Symbol.asyncDispose]();
  },
  async 'abandoned-lock'() {
    const lock = new Lock();
    const thread = new Thread(holdAndFail, [lock]).start();
    await thread.join();
    console.log(lock.acquire(5000), lock.abandoned);
  },
};
/** Loads the native module, slowly, and tells when it has. */
export function loadSlowly(loading: Event): void {
  const { dlopen } = process;
  process.dlopen = (...args) => {
    loading.set();
    sleep(200);
    dlopen.apply(process, args);
    writeSync(1, 'loaded\n');
  };
  new ProcessLock();
  sleep(100_000);
}
export function holdAndFail(lock: Lock): void {
  lock.acquire();
  throw new Error('with the lock');
}

main(() => scenes[process.argv[2] as string]?.() as Promise<void>);

/** Threads and children that were started in advance; the scene is the first argument. */
import { chdir, cwd } from 'node:process';
import { isMainThread } from 'node:worker_threads';
import { cpu, main, sleepAsync } from 'heddle';
import {
  activeChildren,
  currentProcess,
  keepSpares as keepSpareProcesses,
  Lock,
  Pool,
  Process,
  Value,
} from 'heddle/multiprocessing';
import { activeThreads, currentThread, keepSpares as keepSpareThreads, Thread, ThreadPool } from 'heddle/threading';

const [scene, kind] = process.argv.slice(2) as [string, 'thread' | 'process'];
const lock = new Lock();
/** How often this module has been evaluated, by whomever. */
const evaluated = new Value('int32', 0);
{
  using _ = lock.hold();
  evaluated.value++;
}
const Kind = kind === 'thread' ? Thread : Process;
const keepSpares = kind === 'thread' ? keepSpareThreads : keepSpareProcesses;
const evaluatedAt = Date.now();

const born = { thread: () => currentThread(), process: () => currentProcess() };

const isMain = isMainThread && process.env.IS_MAIN === undefined;
process.env.IS_MAIN ??= 'no longer';
if (scene === 'broken' && !isMain) throw new RangeError('this module cannot be evaluated');

export function tell(sum: Value, more: Map<string, number>): void {
  using _ = lock.hold();
  sum.value += more.get('n')!;
  const { name, daemon } = born[kind]();
  const early = Date.now() - evaluatedAt > 100;
  console.log(JSON.stringify({ name, daemon, early, argv: process.argv.slice(2), cwd: cwd(), x: process.env.X }));
}
export function fail(): void {
  throw new RangeError('it failed');
}
export function addressOf(): number {
  return process.pid;
}

/** Waits until so many spares have evaluated this module, and a little more. */
async function ready(spares: number): Promise<void> {
  while (evaluated.value < 1 + spares) await sleepAsync(20);
  await sleepAsync(150);
}

const living = () => (kind === 'thread' ? activeThreads().length - 1 : activeChildren().length);

const scenes: Record<string, () => Promise<void>> = {
  async told() {
    const sum = new Value('int32', 0);
    keepSpares(2);
    await ready(2);
    console.log(JSON.stringify({ living: living() }));
    for (const daemon of [false, true, false]) {
      const each = new Kind(tell, [sum, new Map([['n', 7]])], { name: `it is ${daemon}`, daemon }).start();
      await each.join();
    }
    console.log(JSON.stringify({ living: living(), sum: sum.value }));
  },
  async failed() {
    keepSpares(1);
    await ready(1);
    const failed = new Kind(fail).start();
    await failed.join();
    console.log(String(failed.error));
  },
  async broken() {
    keepSpares(1);
    await ready(1);
    const broken = new Kind(fail).start();
    await broken.join();
    console.log(String(broken.error));
  },
  async moved() {
    const sum = new Value('int32', 0);
    keepSpares(1);
    await ready(1);
    process.env.X = 'new';
    if (kind === 'process') chdir('/');
    await new Kind(tell, [sum, new Map([['n', 1]])], { name: 'moved' }).start().join();
  },
  async none() {
    keepSpares(3);
    await ready(3);
    keepSpares(0);
    console.log('ready');
    await sleepAsync(20_000);
  },
  async some() {
    keepSpares(2);
    await ready(2);
    console.log('ready');
    await sleepAsync(20_000);
  },
  async pool() {
    await using pool = kind === 'thread' ? new ThreadPool(1) : new Pool(1);
    await pool.apply(addressOf);
    await ready(2); // its worker evaluates the module as well
    console.log('ready');
    await sleepAsync(1000);
    pool.close();
    await pool.join();
    console.log('closed');
    await sleepAsync(20_000);
  },
  async short() {
    keepSpares(2);
    await new Kind(fail).start().join();
  },
  async early() {
    const sum = new Value('int32', 0);
    for (let n = 0; n < 12; n++) {
      keepSpares(1);
      await sleepAsync(n * 4);
      await new Kind(tell, [sum, new Map([['n', 1]])], { name: `early ${n}` }).start().join();
    }
    console.log(sum.value);
  },
  async busy() {
    keepSpares(1);
    await ready(1);
    // Takes effect although the starter blocks right after.
    const started = new Kind(addressOf).start();
    cpu(1500);
    console.log(started.isAlive());
  },
};

main(() => scenes[scene]!());

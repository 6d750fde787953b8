/**
 * One producer, one consumer: items that another thread or process puts while this one gets, against a MessagePort, a
 * child's IPC channel and, where python3 is present, CPython's queues, in the same run. Then ping-pong between two processes.
 * Run: node bench/queues.bench.ts
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Bench } from 'tinybench';
import { main, sleep } from '../src/runtime/index.ts';
import { Process, Queue as ProcessQueue } from '../src/runtime/multiprocessing.ts';
import { Queue as ThreadQueue } from '../src/runtime/queue.ts';
import { Thread } from '../src/runtime/threading.ts';
import { atMost, faster, within } from './report.ts';

const KINDS = ['int', 'small object', '1 KB'] as const;
type Kind = (typeof KINDS)[number];
/** Items in one round. */
const ITEMS = 20_000;
const PINGS = 2_000;
/** Ping-pongs with a pause before each, in which the other side goes to sleep. */
const PARKED_PINGS = 200;
const PAUSE_MS = 2;
/** So many come before: code that V8 has not compiled yet takes as long as the hand-over itself. */
const WARM_PINGS = 20_000;

/** Times faster than CPython. */
const GOALS = {
  thread: { int: 8, 'small object': 4, '1 KB': 3 },
  process: { int: 8, 'small object': 6, '1 KB': 3 },
} as const;

/** Texts that are ready to be sent: one that is yet to be put together (as `repeat` leaves it) measures that instead. */
const TEXTS = `Array.from({ length: 64 }, (_, i) => Buffer.alloc(1024, String.fromCharCode(48 + i)).toString('latin1'))`;

type AnyQueue = { put(item: unknown): void; get(): unknown };
type Order = { kind: Kind; count: number } | 'ping' | 'end';

const texts = Array.from({ length: 64 }, (_, i) => Buffer.alloc(1024, String.fromCharCode(48 + i)).toString('latin1'));

const makers: Record<Kind, (i: number) => unknown> = {
  int: (i) => i,
  'small object': (i) => ({ id: i, name: 'item', ok: true }),
  '1 KB': (i) => texts[i % 64],
};

/** Puts what it is ordered to. */
export function produce(orders: AnyQueue, items: AnyQueue): void {
  for (let order = orders.get() as Order; order !== 'end'; order = orders.get() as Order) {
    if (order === 'ping') {
      for (let i = 0; i < PINGS; i++) items.put(orders.get());
      continue;
    }
    const make = makers[order.kind];
    for (let i = 0; i < order.count; i++) items.put(make(i));
  }
}

const peer = (receive: string, send: string) => `
const texts = ${TEXTS};
const make = { int: (i) => i, 'small object': (i) => ({ id: i, name: 'item', ok: true }), '1 KB': (i) => texts[i % 64] };
${receive}('message', ({ kind, count }) => { for (let i = 0; i < count; i++) ${send}(make[kind](i)); });
`;

/** Nanoseconds for an item, of CPython's queues; empty where there is no python3. */
function python(): Record<string, number> {
  const script = `
import json, multiprocessing, queue, threading, time
N = ${ITEMS}
kinds = {'int': lambda i: i, 'small object': lambda i: {'id': i, 'name': 'item', 'ok': True}, '1 KB': lambda i: texts[i % 64]}
texts = [chr(48 + i) * 1024 for i in range(64)]
def produce(q, kind):
    make = kinds[kind]
    for i in range(N): q.put(make(i))
out = {}
for kind in kinds:
    for name, make, start in (('thread', queue.Queue, threading.Thread), ('process', multiprocessing.Queue, multiprocessing.get_context('fork').Process)):
        rounds = []
        for _ in range(9):
            q = make()
            p = start(target=produce, args=(q, kind))
            p.start()
            q.get()
            began = time.perf_counter()
            for _ in range(N - 1): q.get()
            rounds.append((time.perf_counter() - began) / (N - 1) * 1e9)
            p.join()
        out[name + ' ' + kind] = sorted(rounds)[len(rounds) // 2]
def echo(a, b):
    for _ in range(${PARKED_PINGS}):
        a.acquire()
        b.release()
a, b = multiprocessing.Semaphore(0), multiprocessing.Semaphore(0)
p = multiprocessing.get_context('fork').Process(target=echo, args=(a, b))
p.start()
took = []
for _ in range(${PARKED_PINGS}):
    time.sleep(${PAUSE_MS} / 1000)
    began = time.perf_counter()
    a.release()
    b.acquire()
    took.append(time.perf_counter() - began)
p.join()
out['parked'] = sorted(took)[len(took) // 2] * 1e6
print(json.dumps(out))
`;
  try {
    return JSON.parse(execFileSync('python3', ['-c', script], { encoding: 'utf8' }));
  } catch {
    return {};
  }
}

/** Sends back what comes. */
export function echo(there: AnyQueue, back: AnyQueue): void {
  for (let i = 0; i < WARM_PINGS + PARKED_PINGS; i++) back.put(there.get());
}

/** Microseconds there and back when the other side sleeps: the median. */
async function parked(): Promise<number> {
  const [there, back] = [new ProcessQueue<number>(), new ProcessQueue<number>()];
  const other = new Process(echo, [there as never, back as never]).start();
  const took: number[] = [];
  for (let i = 0; i < WARM_PINGS; i++) {
    there.put(i);
    back.get();
  }
  for (let i = 0; i < PARKED_PINGS; i++) {
    sleep(PAUSE_MS);
    const began = performance.now();
    there.put(i);
    back.get();
    took.push((performance.now() - began) * 1000);
  }
  await other.join();
  return took.sort((a, b) => a - b)[PARKED_PINGS >> 1]!;
}

main(async () => {
  const bench = new Bench({ time: 300, warmupTime: 100, iterations: 5 });
  const ends: (() => Promise<unknown>)[] = [];

  for (const [where, orders, items] of [
    ['thread', new ThreadQueue(), new ThreadQueue()],
    ['process', new ProcessQueue(), new ProcessQueue()],
  ] as const) {
    const other =
      where === 'thread'
        ? new Thread(produce, [orders, items])
        : new Process(produce, [orders as never, items as never]);
    other.start();
    ends.push(async () => {
      orders.put('end');
      await other.join();
    });
    for (const kind of KINDS) {
      bench.add(`${where} ${kind}: Heddle`, () => {
        orders.put({ kind, count: ITEMS });
        for (let i = 0; i < ITEMS; i++) items.get();
      });
    }
    bench.add(`${where} ping-pong`, () => {
      orders.put('ping');
      for (let i = 0; i < PINGS; i++) {
        orders.put(i);
        items.get();
      }
    });
  }

  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');${peer('parentPort.on', 'parentPort.postMessage')}`,
    {
      eval: true,
    },
  );
  const child = spawn(process.execPath, ['-e', peer('process.on', 'process.send')], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await Promise.all([once(worker, 'online'), once(child, 'spawn')]);
  ends.push(
    () => worker.terminate(),
    async () => child.kill(),
  );
  for (const [title, other] of [
    ['thread', { on: worker.on.bind(worker), off: worker.off.bind(worker), send: worker.postMessage.bind(worker) }],
    ['process', { on: child.on.bind(child), off: child.off.bind(child), send: child.send.bind(child) }],
  ] as const) {
    for (const kind of KINDS) {
      bench.add(`${title} ${kind}: bare Node`, async () => {
        let left = ITEMS;
        await new Promise<void>((resolve) => {
          const take = () => {
            if (--left > 0) return;
            other.off('message', take);
            resolve();
          };
          other.on('message', take);
          other.send({ kind, count: ITEMS });
        });
      });
    }
  }

  await bench.run();
  const parkedUs = await parked();
  for (const end of ends) await end();

  const best = (name: string) => {
    const result = bench.getTask(name)?.result;
    if (!result || !('latency' in result)) throw new Error(`${name}: ${JSON.stringify(result)}`);
    return result.latency.p50 * 1e6;
  };
  const cpython = python();
  for (const where of ['thread', 'process'] as const) {
    for (const kind of KINDS) {
      const ours = best(`${where} ${kind}: Heddle`) / ITEMS;
      const node = {
        name: where === 'thread' ? 'MessagePort' : 'child IPC',
        value: best(`${where} ${kind}: bare Node`) / ITEMS,
      };
      const what = `${where} Queue, one producer, one consumer, ${kind}`;
      const goal = GOALS[where][kind];
      faster(what, 'ns', ours, { name: 'CPython', value: cpython[`${where} ${kind}`] }, goal);
      faster(what, 'ns', ours, node, where === 'thread' ? 2.5 : 5);
    }
  }
  const bare = { name: "CPython's semaphores", value: cpython.parked };
  within('process ping-pong over two queues, both asleep, there and back', 'us', parkedUs, bare, 1.2);
  atMost('thread ping-pong over two queues, both busy', 'us', best('thread ping-pong') / PINGS / 1000, 5);
  atMost('process ping-pong over two queues, both busy', 'us', best('process ping-pong') / PINGS / 1000, 5);
});

/**
 * One producer, one consumer: items that another thread or process puts while this one gets, against a MessagePort, a
 * child's IPC channel and, where python3 is present, CPython's queues, in the same run.
 * Run: node bench/queues.bench.ts
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Bench } from 'tinybench';
import { main } from '../src/runtime/index.ts';
import { Process, Queue as ProcessQueue } from '../src/runtime/multiprocessing.ts';
import { Queue as ThreadQueue } from '../src/runtime/queue.ts';
import { Thread } from '../src/runtime/threading.ts';
import { faster } from './report.ts';

const KINDS = ['int', 'small object', '1 KB'] as const;
type Kind = (typeof KINDS)[number];
/** Items in one round. */
const ITEMS = 20_000;

/** Times faster than CPython. */
const GOALS = {
  thread: { int: 8, 'small object': 4, '1 KB': 3 },
  process: { int: 8, 'small object': 6, '1 KB': 3 },
} as const;

/** Texts that are ready to be sent: one that is yet to be put together (as `repeat` leaves it) measures that instead. */
const makeTexts = () =>
  Array.from({ length: 64 }, (_, i) => Buffer.alloc(1024, String.fromCharCode(48 + i)).toString('latin1'));
const texts = makeTexts();

type AnyQueue = { put(item: unknown): void; get(): unknown };
type Order = { kind: Kind; count: number } | 'end';

const makers: Record<Kind, (i: number) => unknown> = {
  int: (i) => i,
  'small object': (i) => ({ id: i, name: 'item', ok: true }),
  '1 KB': (i) => texts[i % 64],
};

/** Puts what it is ordered to. */
export function produce(orders: AnyQueue, items: AnyQueue): void {
  for (let order = orders.get() as Order; order !== 'end'; order = orders.get() as Order) {
    const make = makers[order.kind];
    for (let i = 0; i < order.count; i++) items.put(make(i));
  }
}

const peer = (receive: string, send: string) => `
const texts = (${makeTexts})();
const make = { ${Object.entries(makers).map(([kind, make]) => `'${kind}': ${make}`)} };
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
print(json.dumps(out))
`;
  try {
    return JSON.parse(execFileSync('python3', ['-c', script], { encoding: 'utf8' }));
  } catch {
    return {};
  }
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
});

/**
 * Locks and semaphores against bare Atomics and, where python3 is present, CPython's own in the same run: uncontended
 * pairs of acquire and release, many short samples of which the best counts (contention.bench.ts has contended ones). Run: node bench/locks.bench.ts
 */
import { execFileSync } from 'node:child_process';
import { Bench } from 'tinybench';
import { evaluationEnded } from '../src/runtime/context.ts';
import * as multiprocessing from '../src/runtime/multiprocessing.ts';
import * as threading from '../src/runtime/threading.ts';
import { faster, within } from './report.ts';

evaluationEnded();
/** Pairs in one call of a task, so that the bench's own calls do not count. */
const PAIRS = 2_000;

const word = new Int32Array(new SharedArrayBuffer(64));
const rows: Record<string, () => void> = {
  'bare Atomics: compareExchange + store': () => {
    for (let i = 0; i < PAIRS; i++) {
      Atomics.compareExchange(word, 0, 0, 1);
      Atomics.store(word, 0, 0);
    }
  },
};
for (const [name, classes] of Object.entries({ threading, multiprocessing })) {
  for (const kind of ['Lock', 'RLock', 'Semaphore'] as const) {
    rows[`${name}.${kind}: acquire + release`] = pairsOf(`${name}.${kind}`, new classes[kind]());
  }
}

/**
 * A function of its own for each primitive: one for all would be compiled for calls that may go anywhere. V8 takes equal
 * texts for one and the same function, so each has its name in it.
 */
function pairsOf(name: string, primitive: { acquire(): boolean; release(): void }): () => void {
  const text = `/* ${name} */ return () => { for (let i = 0; i < ${PAIRS}; i++) { primitive.acquire(); primitive.release(); } };`;
  return new Function('primitive', text)(primitive) as () => void;
}

/** CPython's figures in nanoseconds; empty where there is no python3. */
function python(): Record<string, number> {
  const script = `
import json, timeit, threading, multiprocessing
def pair(l, n=2000):
    return min(timeit.repeat(lambda: (l.acquire(), l.release()), number=n, repeat=500)) / n * 1e9 - empty
empty = 0
n = 2000
empty = min(timeit.repeat(lambda: (None, None), number=n, repeat=500)) / n * 1e9
out = {'threading.Lock: acquire + release': pair(threading.Lock()), 'threading.RLock: acquire + release': pair(threading.RLock()),
  'threading.Semaphore: acquire + release': pair(threading.Semaphore()), 'multiprocessing.Lock: acquire + release': pair(multiprocessing.Lock()),
  'multiprocessing.RLock: acquire + release': pair(multiprocessing.RLock()), 'multiprocessing.Semaphore: acquire + release': pair(multiprocessing.Semaphore())}
print(json.dumps(out))
`;
  try {
    return JSON.parse(execFileSync('python3', ['-c', script], { encoding: 'utf8' })) as Record<string, number>;
  } catch {
    return {};
  }
}

const bench = new Bench({ time: 500, warmupTime: 200 });
for (const [name, task] of Object.entries(rows)) bench.add(name, task);
await bench.run();
const cpython = python();
const ns = new Map(
  bench.tasks.map(({ name, result }) => [name, 'latency' in result ? (result.latency.min * 1e6) / PAIRS : Number.NaN]),
);
const bareNs = ns.get('bare Atomics: compareExchange + store');
const lock = ns.get('threading.Lock: acquire + release') ?? Number.NaN;
const bare = { name: 'bare Atomics', value: bareNs };
within('thread Lock, uncontended', 'ns', lock, bare, 1.5);
for (const kind of ['Lock', 'RLock', 'Semaphore']) {
  const name = `threading.${kind}: acquire + release`;
  faster(`thread ${kind}, uncontended`, 'ns', ns.get(name) as number, { name: 'CPython', value: cpython[name] }, 2.5);
}
for (const kind of ['Lock', 'RLock', 'Semaphore']) {
  const name = `multiprocessing.${kind}: acquire + release`;
  const peer = { name: 'CPython', value: cpython[name] };
  faster(`process ${kind}, uncontended`, 'ns', ns.get(name) as number, peer, 1.3);
}
within(
  'process Lock, uncontended, without views',
  'ns',
  withoutViews(),
  {
    name: 'CPython',
    value: cpython['multiprocessing.Lock: acquire + release'],
  },
  1.5,
);
/** Nanoseconds for a pair where JavaScript may not see the mapping, as under Electron. */
function withoutViews(): number {
  const script = `
    import { Lock } from ${JSON.stringify(new URL('../src/runtime/multiprocessing.ts', import.meta.url).href)};
    import { evaluationEnded } from ${JSON.stringify(new URL('../src/runtime/context.ts', import.meta.url).href)};
    evaluationEnded();
    const lock = new Lock();
    let best = Infinity;
    for (let round = 0; round < 300; round++) {
      const began = performance.now();
      for (let i = 0; i < ${PAIRS}; i++) { lock.acquire(); lock.release(); }
      best = Math.min(best, (performance.now() - began) * 1e6 / ${PAIRS});
    }
    console.log(best);`;
  const env = { ...process.env, HEDDLE_NO_VIEWS: '1' };
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', env }));
}

/**
 * Locks and semaphores against bare Atomics and, where python3 is present, CPython's own in the same run: uncontended
 * pairs of acquire and release, and several who count under one lock. Run: node bench/locks.bench.ts
 */
import { execFileSync } from 'node:child_process';
import { Bench } from 'tinybench';
import { evaluationEnded } from '../src/runtime/context.ts';
import * as multiprocessing from '../src/runtime/multiprocessing.ts';
import * as threading from '../src/runtime/threading.ts';
import { type Backend, backends, Steps } from '../test/runtime/sync/support/backend.ts';
import { atLeast, atMost, faster, within } from './report.ts';

evaluationEnded();
/** Pairs in one call of a task, so that the bench's own calls do not count. */
const PAIRS = 10_000;

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
    const primitive = new classes[kind]();
    rows[`${name}.${kind}: acquire + release`] = () => {
      for (let i = 0; i < PAIRS; i++) {
        primitive.acquire();
        primitive.release();
      }
    };
  }
}

/** CPython's figures in nanoseconds; empty where there is no python3. */
function python(): Record<string, number> {
  const script = `
import json, timeit, threading, multiprocessing, time
def pair(l, n=300000):
    return min(timeit.repeat(lambda: (l.acquire(), l.release()), number=n, repeat=5)) / n * 1e9 - empty
empty = 0
class Nothing:
    pass
n = 300000
empty = min(timeit.repeat(lambda: (None, None), number=n, repeat=5)) / n * 1e9
out = {'threading.Lock: acquire + release': pair(threading.Lock()), 'threading.RLock: acquire + release': pair(threading.RLock()),
  'threading.Semaphore: acquire + release': pair(threading.Semaphore()), 'multiprocessing.Lock: acquire + release': pair(multiprocessing.Lock()),
  'multiprocessing.RLock: acquire + release': pair(multiprocessing.RLock()), 'multiprocessing.Semaphore: acquire + release': pair(multiprocessing.Semaphore())}
def count(lock, go, times):
    go.wait()
    for _ in range(times):
        lock.acquire()
        lock.release()
def contended(kind, lock, go, k, times):
    peers = [kind(target=count, args=(lock, go, times)) for _ in range(k)]
    for p in peers: p.start()
    time.sleep(0.3)
    began = time.perf_counter()
    go.set()
    for p in peers: p.join()
    return (time.perf_counter() - began) * 1e9 / (k * times)
for k in (2, 4):
    out[f'threads, {k} counting'] = contended(threading.Thread, threading.Lock(), threading.Event(), k, 200000)
    out[f'processes, {k} counting'] = contended(multiprocessing.Process, multiprocessing.Lock(), multiprocessing.Event(), k, 200000)
print(json.dumps(out))
`;
  try {
    return JSON.parse(execFileSync('python3', ['-c', script], { encoding: 'utf8' })) as Record<string, number>;
  } catch {
    return {};
  }
}

/** Nanoseconds for each of the pairs that several do at once, and the share and the longest wait of the worst off. */
async function contended(backend: Backend, peers: number): Promise<[ns: number, share: number, longestMs: number]> {
  const times = 500_000;
  const steps = new Steps(backend);
  const lock = new backend.classes.Lock();
  const counting = Array.from({ length: peers }, () =>
    backend.start('countTimed', lock, backend.domain, steps.place, times),
  );
  await steps.reached(peers, 1);
  const began = performance.now();
  steps.set(1, 2);
  const results = (await Promise.all(counting.map((peer) => peer.done))) as { halfMs: number; longestMs: number }[];
  const took = performance.now() - began;
  if (steps.get() !== peers * times) throw new Error('updates were lost');
  // While all still count, each one's pace tells its share: the slowest's against the mean.
  const paces = results.map(({ halfMs }) => 1 / halfMs);
  const share = (Math.min(...paces) / paces.reduce((a, b) => a + b)) * peers;
  return [(took * 1e6) / (peers * times), share, Math.max(...results.map(({ longestMs }) => longestMs))];
}

const bench = new Bench({ time: 300, warmupTime: 200 });
for (const [name, task] of Object.entries(rows)) bench.add(name, task);
await bench.run();
const cpython = python();
const ns = new Map(
  bench.tasks.map(({ name, result }) => [name, 'latency' in result ? (result.latency.p50 * 1e6) / PAIRS : Number.NaN]),
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
for (const backend of backends) {
  for (const peers of [2, 4]) {
    await contended(backend, peers);
    const [ours, share, longestMs] = await contended(backend, peers);
    const name = `${backend.domain}, ${peers} counting`;
    faster(`Lock, ${name} under it`, 'ns', ours, { name: 'CPython', value: cpython[name] }, 3);
    atLeast(`Lock, ${name}: least share`, '%', share * 100, 50);
    atMost(`Lock, ${name}: longest wait while others turn over`, 'ms', longestMs, 5);
  }
}

/** Nanoseconds for a pair where JavaScript may not see the mapping, as under Electron. */
function withoutViews(): number {
  const script = `
    import { Lock } from ${JSON.stringify(new URL('../src/runtime/multiprocessing.ts', import.meta.url).href)};
    import { evaluationEnded } from ${JSON.stringify(new URL('../src/runtime/context.ts', import.meta.url).href)};
    evaluationEnded();
    const lock = new Lock();
    let best = Infinity;
    for (let round = 0; round < 30; round++) {
      const began = performance.now();
      for (let i = 0; i < ${PAIRS}; i++) { lock.acquire(); lock.release(); }
      best = Math.min(best, (performance.now() - began) * 1e6 / ${PAIRS});
    }
    console.log(best);`;
  const env = { ...process.env, HEDDLE_NO_VIEWS: '1' };
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', env }));
}

import assert from 'node:assert/strict';
import * as multiprocessing from '../../../src/runtime/multiprocessing.ts';
import * as queue from '../../../src/runtime/queue.ts';
import { type Backend, overBackends, Steps } from '../sync/support/backend.ts';
import { itemOf, padOf } from './tasks.ts';

const queueOf = (backend: Backend, maxsize?: number): queue.Queue =>
  backend.domain === 'threads' ? new queue.Queue(maxsize) : (new multiprocessing.JoinableQueue(maxsize) as never);
const code = (code: string) => ({ code });
const soon = (ms = 15) => new Promise((resolve) => setTimeout(resolve, ms));

overBackends('Queue', (backend) => {
  it('hands over every item once and in each producer’s order, whatever its size', async function () {
    this.timeout(90_000);
    for (const maxsize of [0, 2]) {
      const q = queueOf(backend, maxsize);
      const getters = [backend.start('getAll', q), backend.start('getAll', q)];
      const putters = [0, 1].map((from) => backend.start('putMany', q, from, 300));
      for (const putter of putters) await putter.done;
      assert.equal(await q.joinAsync(10_000), true);
      q.shutdown();
      const lists = (await Promise.all(getters.map((getter) => getter.done))) as [number, number][][];
      for (const list of lists) {
        const last = [-1, -1];
        for (const [from, n] of list) {
          assert.ok(n > last[from]!, `item ${n} of ${from} came after ${last[from]}`);
          last[from] = n;
        }
      }
      const all = lists.flat().map(([from, n]) => from * 1000 + n);
      assert.equal(all.length, 600);
      assert.equal(new Set(all).size, 600);
    }
  });

  it('blocks a put while it is full and a get while it is empty', async () => {
    const q = queueOf(backend, 1);
    q.put(1);
    const putter = backend.start('putOne', q, 2);
    await soon();
    assert.equal(q.get(), 1);
    assert.equal(await putter.done, 'put');
    assert.equal(q.get(5000), 2);
    const getter = backend.start('getOne', q);
    await soon(50);
    q.put({ last: true });
    assert.deepEqual(await getter.done, { last: true });
  });

  it('throws, or answers, when there is nothing, no room, no time or no sense', async () => {
    const q = queueOf(backend, 1);
    assert.throws(() => q.getNowait(), code('ERR_HEDDLE_QUEUE_EMPTY'));
    assert.throws(() => q.get(5), code('ERR_HEDDLE_QUEUE_EMPTY'));
    await assert.rejects(q.getAsync(5), code('ERR_HEDDLE_QUEUE_EMPTY'));
    assert.equal(q.tryGet(), undefined);
    q.put(undefined);
    assert.deepEqual([q.full(), q.empty(), q.qsize()], [true, false, 1]);
    assert.throws(() => q.putNowait(1), code('ERR_HEDDLE_QUEUE_FULL'));
    assert.throws(() => q.put(1, 5), code('ERR_HEDDLE_QUEUE_FULL'));
    await assert.rejects(q.putAsync(1, 5), code('ERR_HEDDLE_QUEUE_FULL'));
    assert.equal(q.tryPut(1), false);
    assert.deepEqual(q.tryGet(), { item: undefined });
    for (const bad of [-1, Number.NaN]) assert.throws(() => q.get(bad), code('ERR_HEDDLE_OUT_OF_RANGE'));
    assert.throws(() => q.put(1, 'soon' as never), code('ERR_HEDDLE_INVALID_ARGUMENT'));
    assert.throws(() => q.put(() => 1), code('ERR_HEDDLE_NOT_SENDABLE'));
    assert.throws(() => queueOf(backend, 1.5), RangeError);
    assert.throws(() => queueOf(backend, '1' as never), TypeError);
    assert.equal(q.qsize(), 0);
  });

  it('lets asynchronous waits be aborted, and they lose nothing', async () => {
    const q = queueOf(backend);
    const abort = new AbortController();
    const waiting = q.getAsync(undefined, { signal: abort.signal });
    setTimeout(() => abort.abort(new Error('enough')), 5);
    await assert.rejects(waiting, /enough/);
    await assert.rejects(q.getAsync({ signal: AbortSignal.abort(new Error('before')) }), /before/);
    const next = q.getAsync();
    q.put(7);
    assert.equal(await next, 7);
  });

  it('does not stand still when this thread waits for itself', async () => {
    const q = queueOf(backend);
    const first = q.getAsync();
    const second = q.getAsync();
    await soon();
    const putter = backend.start('putMany', q, 1, 3);
    assert.equal((q.get(5000) as { from: number }).from, 1);
    assert.equal(((await first) as { from: number }).from, 1);
    assert.equal(((await second) as { from: number }).from, 1);
    await putter.done;
  });

  it('ends everybody’s waiting at shutdown, and drains unless it is immediate', async () => {
    const full = queueOf(backend, 1);
    full.put(1);
    const putter = backend.start('putOne', full, 2);
    const empty = queueOf(backend);
    const getters = [backend.start('getOne', empty), backend.start('getOneAsync', empty)];
    await soon(80);
    full.shutdown();
    empty.shutdown();
    assert.equal(await putter.done, 'ERR_HEDDLE_QUEUE_SHUT_DOWN');
    for (const getter of getters) await assert.rejects(getter.done, code('ERR_HEDDLE_QUEUE_SHUT_DOWN'));
    assert.deepEqual([...full], [1]);
    const thrownAway = queueOf(backend);
    for (let n = 0; n < 100; n++) thrownAway.put(itemOf(0, n));
    thrownAway.shutdown(true);
    assert.equal(thrownAway.join(0), true);
    assert.throws(() => thrownAway.getNowait(), code('ERR_HEDDLE_QUEUE_SHUT_DOWN'));
    assert.throws(() => thrownAway.taskDone(), code('ERR_HEDDLE_TASK_DONE'));
  });

  it('starves no getter that has waited while another one is quick', async function () {
    this.timeout(60_000);
    const q = queueOf(backend);
    const steps = new Steps(backend);
    const quick = backend.start('getForEver', q, backend.domain, steps.place);
    const slow = [backend.start('getForEver', q, backend.domain, steps.place + 1)];
    const until = performance.now() + 30_000;
    while ((steps.get(0) < 50 || steps.get(1) < 50) && performance.now() < until) {
      q.put(1);
      if (q.qsize() > 2) await soon(1);
    }
    await quick.kill();
    await slow[0]!.kill();
    assert.ok(steps.get(0) >= 50 && steps.get(1) >= 50, `${steps.get(0)} and ${steps.get(1)} items`);
  });

  it('takes items of many megabytes and gives their memory back', () => {
    const q = queueOf(backend);
    const { heap } = backend.memory;
    q.put('x'.repeat(3_000_000));
    const large = new Uint8Array(5_000_000).fill(9);
    q.put(large);
    q.get();
    assert.deepEqual(q.get(), large);
    const probe = () => {
      const pages = heap.allocatePages(1, 1);
      heap.freePages(pages, 1);
      return pages;
    };
    const before = probe();
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < 200; n++) q.put({ n, pad: 'p'.repeat(50_000) });
      for (let n = 0; n < 200; n++) q.get();
    }
    assert.ok(probe() <= before + 2, 'pages were not given back');
  });
});

describe('Order', () => {
  it('of a PriorityQueue: lowest first, ties as they came, as a sorted list has it', () => {
    const q = new queue.PriorityQueue<[number, number, string]>();
    const items = Array.from({ length: 2000 }, (_, n): [number, number, string] => [
      Math.floor(Math.random() * 300) - 150,
      n,
      padOf(1, n),
    ]);
    for (const item of items) q.put(item);
    items.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    for (const item of items) assert.deepEqual(q.get(), item);
  });
  it('compares bigints and strings exactly, and refuses what has no order before it adds anything', () => {
    const q = new queue.PriorityQueue();
    const big = 2n ** 80n;
    for (const item of [big + 1n, 5, big, -big, 1e30]) q.put(item);
    assert.deepEqual([q.get(), q.get(), q.get(), q.get(), q.get()], [-big, 5, big, big + 1n, 1e30]);
    for (const word of ['pear', 'apple']) q.put(word);
    assert.throws(() => q.put(1), TypeError);
    for (const bad of [Number.NaN, {}, [], undefined]) assert.throws(() => q.put(bad), TypeError);
    assert.deepEqual([q.get(), q.get(), q.qsize()], ['apple', 'pear', 0]);
  });
  it('of a LifoQueue: last in, first out', () => {
    const q = new queue.LifoQueue<number>();
    for (let n = 0; n < 5000; n++) q.put(n);
    for (let n = 4999; n >= 0; n--) assert.equal(q.get(), n);
  });
});

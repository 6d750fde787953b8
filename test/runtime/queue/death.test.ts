import assert from 'node:assert/strict';
import * as multiprocessing from '../../../src/runtime/multiprocessing.ts';
import * as queue from '../../../src/runtime/queue.ts';
import { backends, overBackends, type Peer, Steps } from '../sync/support/backend.ts';
import { padOf } from './tasks.ts';

type Item = { from: number; n: number; pad: string };
const moment = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 15));

overBackends('Death around a queue', (backend) => {
  const make = (maxsize: number) =>
    backend.domain === 'threads' ? new queue.Queue<Item>(maxsize) : new multiprocessing.Queue<Item>(maxsize);

  it('of producers loses no item that was put and delivers no torn one', async function () {
    this.timeout(90_000);
    const q = make(0);
    const steps = new Steps(backend);
    let from = 0;
    for (let round = 0; round < 6; round++) {
      const first = from;
      const words = [steps.place, steps.place + 1];
      for (const word of words) backend.memory.store(word, 0);
      const peers = words.map((word) => backend.start('putForEver', q, from++, backend.domain, word));
      await steps.reached(1, 0);
      await steps.reached(1, 1);
      await moment();
      for (const peer of peers) await peer.kill();
      const next = [0, 0];
      q.put({ from: -1, n: 0, pad: '' });
      for (let item = q.get(5000); item.from !== -1; item = q.get(5000)) {
        assert.equal(item.pad, padOf(item.from, item.n));
        assert.equal(item.n, next[item.from - first]!++);
      }
      // The last one put may not have been counted any more.
      for (const i of [0, 1]) assert.ok(next[i]! - steps.get(i) <= 1 && next[i]! >= steps.get(i));
      assert.equal(q.qsize(), 0);
    }
  });

  it('of consumers leaves the others theirs, each item at most once', async function () {
    this.timeout(90_000);
    const q = make(20);
    const steps = new Steps(backend);
    const victims: Peer[] = [
      backend.start('getForEver', q, backend.domain, steps.place),
      backend.start('getForEver', q, backend.domain, steps.place),
    ];
    const producer = backend.start('putForEver', q, 0, backend.domain, steps.place + 1);
    let last = -1;
    for (let round = 0; round < 10; round++) {
      const before = steps.get(0);
      await steps.reached(before + 1, 0);
      await moment();
      victims.push(backend.start('getForEver', q, backend.domain, steps.place));
      await victims.shift()?.kill();
      const item = q.get(5000);
      assert.equal(item.pad, padOf(item.from, item.n));
      assert.ok(item.n > last);
      last = item.n;
    }
    for (const each of [...victims, producer]) await each.kill();
    while (!q.empty()) q.get(1000);
    q.put({ from: 0, n: 1, pad: 'x' });
    assert.equal(q.get(1000).pad, 'x');
  });
});

describe('Death around a LifoQueue', () => {
  it('of those who put and get leaves every item whole, and each at most once', async function () {
    this.timeout(90_000);
    const [backend] = backends.filter(({ domain }) => domain === 'threads');
    if (!backend) return;
    const q = new queue.LifoQueue<Item>();
    const steps = new Steps(backend);
    for (let round = 0; round < 8; round++) {
      backend.memory.store(steps.place, 0);
      const putter = backend.start('putForEver', q, round, 'threads', steps.place);
      const getter = backend.start('getForEver', q, 'threads', steps.place + 1);
      await steps.reached(20, 0);
      await moment();
      await Promise.all([putter.kill(), getter.kill()]);
      const seen = new Set<number>();
      const left = q.qsize();
      for (let gotten = q.tryGet(); gotten; gotten = q.tryGet()) {
        const { item } = gotten;
        assert.equal(item.from, round);
        assert.equal(item.pad, padOf(item.from, item.n));
        assert.ok(!seen.has(item.n));
        seen.add(item.n);
      }
      assert.ok(Math.abs(seen.size - left) <= 1);
    }
  });
});

describe('Pipe', () => {
  it('ends when the last holder of the other end is killed', async () => {
    const [backend] = backends.filter(({ domain }) => domain === 'processes');
    if (!backend) return;
    const [left, right] = multiprocessing.Pipe();
    const post = new multiprocessing.Queue();
    const peer = backend.start('holdEnd', post);
    post.put(right);
    right.close();
    assert.equal(left.poll(100), false);
    while (!post.empty()) await moment();
    await moment();
    await peer.kill();
    assert.throws(() => left.recv(5000), { code: 'ERR_HEDDLE_PIPE_CLOSED' });
    assert.equal(left.poll(), true);
  });
  it('stays open while an end is on its way', async () => {
    const [backend] = backends.filter(({ domain }) => domain === 'processes');
    if (!backend) return;
    const [receiver, sender] = multiprocessing.Pipe(false);
    const post = new multiprocessing.Queue();
    post.put(receiver);
    receiver.close();
    sender.send({ hello: 1 });
    const peer = backend.start('receiveEnd', post);
    assert.deepEqual(await peer.done, { hello: 1 });
    await peer.kill();
    assert.throws(
      () => {
        for (let i = 0; i < 1000; i++) sender.send(i);
      },
      { code: 'ERR_HEDDLE_PIPE_CLOSED' },
    );
  });
});

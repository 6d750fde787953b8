import {
  type JoinableQueue,
  main,
  OverReleaseError,
  type Queue,
  QueueClosedError,
  QueueEmptyError,
  QueueError,
  QueueFullError,
  QueueShutDownError,
} from 'heddle';
import * as mp from 'heddle/multiprocessing';
import * as tq from 'heddle/queue';
import { Thread } from 'heddle/threading';
import { equal, finish, rejects, throws, tookAtLeast, truthy } from './harness.ts';

export function produce(queue: Queue<number>, from: number, count: number): void {
  for (let i = 0; i < count; i++) queue.put(from + i);
}
export function consume(queue: JoinableQueue<number>): void {
  for (const _item of queue) queue.taskDone();
}
export function dieWithQueue(queue: mp.Queue<number>): void {
  queue.put(1);
  process.kill(process.pid, 'SIGKILL');
}

type Any = Queue;
async function fifo(title: string, make: (maxsize?: number, options?: { name?: string }) => Any): Promise<void> {
  const t = (text: string) => `${title}: ${text}`;
  const q = make(3, { name: 'q' });
  equal(t('name'), q.name, 'q');
  equal(t('maxsize'), q.maxsize, 3);
  equal(t('empty at first'), [q.empty(), q.full(), q.qsize()], [true, false, 0]);
  q.put(1);
  q.put('two');
  q.put({ three: [3, null] });
  equal(t('full'), [q.empty(), q.full(), q.qsize()], [false, true, 3]);
  throws(t('putNowait on full'), () => q.putNowait(4), { type: QueueFullError, code: 'ERR_HEDDLE_QUEUE_FULL' });
  throws(t('put with a timeout on full'), () => q.put(4, 10), { type: QueueFullError });
  throws(t('a QueueError'), () => q.put(4, 0), { type: QueueError });
  equal(t('tryPut on full'), q.tryPut(4), false);
  tookAtLeast(t('tryPut with a timeout waits'), 30, () => q.tryPut(4, 30));
  await rejects(t('putAsync with a timeout on full'), q.putAsync(4, 10), { type: QueueFullError });
  equal(t('first in, first out'), [q.get(), q.get(), q.get()], [1, 'two', { three: [3, null] }]);
  throws(t('getNowait on empty'), () => q.getNowait(), { type: QueueEmptyError, code: 'ERR_HEDDLE_QUEUE_EMPTY' });
  throws(t('get with a timeout on empty'), () => q.get(10), { type: QueueEmptyError });
  equal(t('tryGet on empty'), q.tryGet(), undefined);
  await rejects(t('getAsync with a timeout on empty'), q.getAsync(10), { type: QueueEmptyError });
  throws(t('a negative timeout'), () => q.get(-1), { type: RangeError });
  throws(t('NaN'), () => q.put(1, Number.NaN), { type: RangeError });
  equal(t('nothing was added by a refused put'), q.qsize(), 0);
  q.put(undefined);
  equal(t('undefined is an item'), q.tryGet(), { item: undefined });
  q.put(null);
  equal(t('null is an item'), q.get(), null);
  const later = q.getAsync(20000);
  q.put('later');
  equal(t('getAsync'), await later, 'later');
  const controller = new AbortController();
  const aborted = q.getAsync(undefined, { signal: controller.signal });
  controller.abort(new Error('enough'));
  await rejects(t('an aborted get'), aborted, { name: 'Error' });
  q.put('kept');
  equal(t('an aborted get takes nothing'), q.get(20000), 'kept');
  const cycle: Record<string, unknown> = {
    map: new Map([[1, new Set([2])]]),
    date: new Date(5),
    big: 10n ** 30n,
    typed: new Float64Array([1.5]),
    u: undefined,
  };
  cycle.self = cycle;
  q.put(cycle);
  const back = q.get() as typeof cycle;
  equal(
    t('Map, Set, Date, bigint, typed arrays'),
    [back.map, back.date, back.big, back.typed, 'u' in back],
    [cycle.map, cycle.date, cycle.big, cycle.typed, true],
  );
  truthy(t('cycles'), back.self === back && back !== cycle);
  const sent = new RangeError('far', { cause: new TypeError('why') });
  q.put(sent);
  const error = q.get() as RangeError;
  equal(
    t('errors keep class, message and cause'),
    [error instanceof RangeError, error.message, (error.cause as Error).name],
    [true, 'far', 'TypeError'],
  );
  const item = { a: 1 };
  q.put(item);
  item.a = 2;
  equal(t('by value'), q.get(), { a: 1 });
  throws(t('a function is refused'), () => q.put({ deep: [() => 1] }), {
    type: TypeError,
    code: 'ERR_HEDDLE_NOT_SENDABLE',
  });
  throws(t('a symbol is refused'), () => q.put(Symbol('x')), { type: TypeError, code: 'ERR_HEDDLE_NOT_SENDABLE' });
  equal(t('a refused item leaves the queue as it was'), q.qsize(), 0);
  const big = new Uint8Array(3 * 1024 * 1024).map((_, i) => i);
  q.put(big);
  equal(t('3 MiB'), Buffer.compare(q.get() as Uint8Array, big), 0);
  const inner = make(0);
  q.put({ inner, again: inner });
  const carried = q.get() as { inner: Any; again: Any };
  truthy(t('a queue through a queue is the same queue'), carried.inner === inner && carried.again === inner);
  for (const size of [0, -1, -100]) {
    const unbounded = make(size);
    for (let i = 0; i < 1000; i++) unbounded.putNowait(i);
    equal(t(`maxsize ${size} is unbounded`), [unbounded.full(), unbounded.qsize(), unbounded.get()], [false, 1000, 0]);
  }
  throws(t('maxsize 1.5'), () => make(1.5), { type: RangeError });
  throws(t('maxsize of a string'), () => make('3' as never), { type: TypeError });
  const s = make();
  s.put(1);
  s.put(2);
  s.shutdown();
  throws(t('put after shutdown'), () => s.put(3), { type: QueueShutDownError, code: 'ERR_HEDDLE_QUEUE_SHUT_DOWN' });
  truthy(t('QueueShutDownError is a QueueClosedError'), new QueueShutDownError('') instanceof QueueClosedError);
  equal(t('gets drain after shutdown'), [s.get(), s.get()], [1, 2]);
  throws(t('get after shutdown and drain'), () => s.get(), { type: QueueShutDownError });
  const now = make();
  now.put(1);
  now.shutdown(true);
  throws(t('get after immediate shutdown'), () => now.get(), { type: QueueShutDownError });
  const it = make();
  it.put(1);
  it.put(2);
  it.shutdown();
  equal(t('iteration ends at shutdown'), [...it], [1, 2]);
  const async = make();
  setTimeout(() => {
    async.put('a');
    async.shutdown();
  }, 5);
  const seen: unknown[] = [];
  for await (const each of async) seen.push(each);
  equal(t('for await ends at shutdown'), seen, ['a']);
  const waiting = make();
  const getter = waiting.getAsync();
  setTimeout(() => waiting.shutdown(), 5);
  await rejects(t('a waiting get ends at shutdown'), getter, { type: QueueShutDownError });
}

main(async () => {
  await fifo('queue.Queue', (maxsize, options) => new tq.Queue(maxsize, options));
  await fifo('multiprocessing.Queue', (maxsize, options) => new mp.Queue(maxsize, options));
  await fifo('multiprocessing.JoinableQueue', (maxsize, options) => new mp.JoinableQueue(maxsize, options));

  equal('heddle/queue exports what taskDone throws', tq.OverReleaseError, OverReleaseError);

  const lifo = new tq.LifoQueue<unknown>(3);
  for (const item of [{ a: 1 }, 'xxxxx', 2]) lifo.put(item);
  equal('lifo: full', lifo.tryPut(1), false);
  equal('lifo: last in, first out', [lifo.get(), lifo.get(), lifo.get()], [2, 'xxxxx', { a: 1 }]);

  const priority = new tq.PriorityQueue<[number, unknown]>(3);
  priority.put([10, { a: 1 }]);
  priority.put([-1, 'xxxxx']);
  priority.put([0, 2]);
  equal(
    'priority: lowest first',
    [priority.get(), priority.get(), priority.get()],
    [
      [-1, 'xxxxx'],
      [0, 2],
      [10, { a: 1 }],
    ],
  );
  const ties = new tq.PriorityQueue<[number, string]>();
  for (const name of ['a', 'b', 'c']) ties.put([1, name]);
  equal('priority: ties in order of arrival', [ties.get()[1], ties.get()[1], ties.get()[1]], ['a', 'b', 'c']);
  throws('priority: NaN', () => ties.put([Number.NaN, 'x']), { type: TypeError });
  throws('priority: none', () => (ties as tq.PriorityQueue<unknown>).put({}), { type: TypeError });
  equal('priority: nothing was added', ties.qsize(), 0);
  const custom = new tq.PriorityQueue<{ p: string }>(0, { priority: (item) => item.p });
  custom.put({ p: 'b' });
  custom.put({ p: 'a' });
  equal('priority: by function', custom.get(), { p: 'a' });

  const simple = new tq.SimpleQueue<number>();
  simple.put(1);
  equal('simple: get', [simple.get(), simple.empty(), simple.qsize()], [1, true, 0]);
  throws('simple: getNowait', () => simple.getNowait(), { type: QueueEmptyError });

  for (const [title, q] of [
    ['queue.Queue', new tq.Queue<number>()],
    ['JoinableQueue', new mp.JoinableQueue<number>()],
  ] as const) {
    throws(`${title}: taskDone too often`, () => q.taskDone(), {
      name: 'OverReleaseError',
      code: 'ERR_HEDDLE_TASK_DONE',
    });
    equal(`${title}: join of nothing`, q.join(0), true);
    q.put(1);
    equal(`${title}: join with an unfinished task`, q.join(20), false);
    q.get();
    equal(`${title}: get alone does not finish it`, await q.joinAsync(20), false);
    q.taskDone();
    equal(`${title}: join after taskDone`, q.join(), true);
    q.put(1);
    q.shutdown(true);
    equal(`${title}: immediate shutdown lowers unfinished`, q.join(1000), true);
  }

  const shared = new tq.Queue<number>(2);
  const threads = [new Thread(produce, [shared, 0, 50]).start(), new Thread(produce, [shared, 50, 50]).start()];
  const consumers = [new Thread(consume, [shared]).start(), new Thread(consume, [shared]).start()];
  for (const thread of threads) await thread.join();
  equal('threads: join returns when all is done', shared.join(20000), true);
  shared.shutdown();
  for (const consumer of consumers) equal('threads: consumers end at shutdown', await consumer.join(20000), true);

  const between = new mp.JoinableQueue<number>(2);
  const producers = [
    new mp.Process(produce, [between, 0, 50]).start(),
    new mp.Process(produce, [between, 50, 50]).start(),
  ];
  const eaters = [new mp.Process(consume, [between]).start(), new mp.Process(consume, [between]).start()];
  for (const producer of producers) await producer.join();
  equal('processes: join returns when all is done', between.join(20000), true);
  between.shutdown();
  for (const eater of eaters) equal('processes: consumers end at shutdown', await eater.join(20000), true);

  const survivor = new mp.Queue<number>();
  const victim = new mp.Process(dieWithQueue, [survivor]).start();
  await victim.join();
  equal('killed: exit code', victim.exitcode, -9);
  equal('killed: what was put is there', survivor.get(20000), 1);
  survivor.put(2);
  equal('killed: the queue goes on', survivor.get(20000), 2);
  survivor.close();
  throws('closed: put', () => survivor.put(1), { type: QueueClosedError, code: 'ERR_HEDDLE_QUEUE_CLOSED' });
  throws('closed: get', () => survivor.get(), { type: QueueClosedError });

  const [receiver, sender] = mp.Pipe(false);
  sender.send({ a: 1 });
  equal('pipe: poll', receiver.poll(), true);
  equal('pipe: recv', receiver.recv(), { a: 1 });
  equal('pipe: poll on nothing', receiver.poll(10), false);
  throws('pipe: recv on a sender', () => sender.recv(), {
    name: 'PipeDirectionError',
    code: 'ERR_HEDDLE_PIPE_DIRECTION',
  });
  throws('pipe: send on a receiver', () => receiver.send(1), { name: 'PipeDirectionError' });
  sender.close();
  equal('pipe: poll at the end', receiver.poll(), true);
  throws('pipe: recv at the end', () => receiver.recv(), { name: 'PipeClosedError', code: 'ERR_HEDDLE_PIPE_CLOSED' });
  const [left, right] = mp.Pipe();
  left.send('to the right');
  right.send('to the left');
  equal('pipe: both ways', [right.recv(), left.recv()], ['to the right', 'to the left']);
  left.close();
  left.close();
  throws('pipe: send on a closed end', () => left.send(1), { name: 'PipeClosedError' });
  finish();
});

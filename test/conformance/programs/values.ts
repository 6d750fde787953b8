import {
  BrokenBarrierError,
  type Condition,
  main,
  NotOwnerError,
  type SharedArray,
  sleep,
  sleepAsync,
  type Value,
} from 'heddle';
import { Gil } from 'heddle/gil';
import * as mp from 'heddle/multiprocessing';
import * as th from 'heddle/threading';
import { equal, finish, rejects, throws, truthy } from './harness.ts';

export function count(value: Value, times: number): void {
  for (let i = 0; i < times; i++) value.add(1);
}
export function countUnderLock(value: Value, times: number): void {
  for (let i = 0; i < times; i++) {
    using _held = value.lock.hold();
    value.value = value.value + 1;
  }
}
export function updateIt(value: Value, times: number): void {
  for (let i = 0; i < times; i++) value.update((current) => current + 1);
}
export function waitTurn(condition: Condition, ready: Value, woken: Value): void {
  using _held = condition.hold();
  ready.add(1);
  if (condition.wait(20000)) woken.add(1);
}
export function square(x: number): number {
  return x * x;
}
export function add(a: number, b: number): number {
  return a + b;
}
export function napping(ms: number): number {
  sleep(ms);
  return ms;
}
export async function later(x: number): Promise<number> {
  await sleepAsync(5);
  return x + 1;
}
export function fails(x: number): number {
  if (x === 2) throw new RangeError(`no ${x}`);
  return x;
}
export function dies(): void {
  process.kill(process.pid, 'SIGKILL');
}
export function leaves(): void {
  process.exit(3);
}

type Run = (target: never, args: unknown[]) => { start(): { join(ms?: number): Promise<boolean> } };
async function suite(domain: string, kit: typeof th | typeof mp, run: Run): Promise<void> {
  const t = (text: string) => `${domain}: ${text}`;
  const start = (target: unknown, ...args: unknown[]) => run(target as never, args).start();

  for (const type of ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'float32', 'float64'] as const) {
    const value = new kit.Value(type, 5);
    equal(t(`${type}: initial`), value.value, 5);
    value.value = 7;
    equal(t(`${type}: written`), value.value, 7);
    equal(t(`${type}: add returns the former`), [value.add(2), value.value], [7, 9]);
    equal(t(`${type}: compareExchange that fits`), [value.compareExchange(9, 1), value.value], [9, 1]);
    equal(t(`${type}: compareExchange that does not`), [value.compareExchange(9, 2), value.value], [1, 1]);
    equal(t(`${type}: update`), [value.update((n: number) => n + 3), value.value], [4, 4]);
  }
  for (const type of ['int64', 'uint64'] as const) {
    const value = new kit.Value(type as never, 5n as never) as unknown as Value<bigint>;
    equal(t(`${type}: bigint`), [value.value, value.add(2n), value.value], [5n, 5n, 7n]);
    throws(
      t(`${type}: a number`),
      () => {
        value.value = 1 as never;
      },
      { type: TypeError },
    );
  }
  equal(t('default is zero'), new kit.Value('int32').value, 0);
  throws(t('unknown type'), () => new kit.Value('int31' as never), { type: TypeError });
  throws(
    t('a bigint for int32'),
    () => {
      new kit.Value('int32').value = 1n as never;
    },
    { type: TypeError },
  );
  const array = new kit.SharedArray('float64', 3);
  equal(t('array: zeroes'), [...array], [0, 0, 0]);
  array.set(1, 2.5);
  equal(t('array: get'), [array.get(1), array.length], [2.5, 3]);
  throws(t('array: out of range'), () => array.get(3), { type: RangeError });
  throws(t('array: negative index'), () => array.set(-1, 0), { type: RangeError });
  throws(t('array: fractional index'), () => array.get(0.5), { type: RangeError });
  const values: SharedArray = new kit.SharedArray('int32', [1, 2, 3]);
  equal(t('array: of values'), [...values], [1, 2, 3]);
  equal(
    t('array: add, compareExchange'),
    [values.add(0, 5), values.compareExchange(1, 2, 9), ...values],
    [1, 2, 6, 9, 3],
  );
  throws(t('array: negative length'), () => new kit.SharedArray('int32', -1), { type: RangeError });

  const total = new kit.Value('int32', 0);
  const workers = [start(count, total, 2000), start(countUnderLock, total, 0), start(count, total, 2000)];
  for (const worker of workers) await worker.join();
  equal(t('atomic adds'), total.value, 4000);
  const locked = new kit.Value('int32', 0);
  for (const worker of [start(countUnderLock, locked, 500), start(updateIt, locked, 500)]) await worker.join();
  truthy(t('under its lock'), locked.value >= 500 && locked.value <= 1000);
  const both = [start(updateIt, locked, 500), start(updateIt, locked, 500)];
  for (const worker of both) await worker.join();
  const exact = new kit.Value('int32', 0);
  for (const worker of [start(countUnderLock, exact, 500), start(countUnderLock, exact, 500)].reverse())
    await worker.join();
  equal(t('counted exactly under the lock'), exact.value, 1000);

  const condition = new kit.Condition({ name: 'ready' } as never);
  equal(t('condition: name'), condition.name, 'ready');
  throws(t('condition: wait without the lock'), () => condition.wait(0), {
    type: NotOwnerError,
    code: 'ERR_HEDDLE_NOT_OWNER',
  });
  throws(t('condition: notify without the lock'), () => condition.notify(), { type: NotOwnerError });
  throws(t('condition: notifyAll without the lock'), () => condition.notifyAll(), { type: NotOwnerError });
  condition.acquire();
  equal(t('condition: wait times out'), condition.wait(20), false);
  equal(
    t('condition: waitFor what is so'),
    condition.waitFor(() => true),
    true,
  );
  equal(
    t('condition: waitFor times out'),
    condition.waitFor(() => false, 20),
    false,
  );
  condition.release();
  const ready = new kit.Value('int32', 0);
  const woken = new kit.Value('int32', 0);
  const waiters = [0, 1, 2].map(() => start(waitTurn, condition, ready, woken));
  while (ready.value < 3) await sleepAsync(5);
  {
    using _held = condition.hold();
    condition.notify(1);
  }
  for (let i = 0; i < 400 && woken.value < 1; i++) await sleepAsync(5);
  await sleepAsync(50);
  equal(t('condition: notify(1) wakes one'), woken.value, 1);
  {
    using _held = condition.hold();
    condition.notifyAll();
  }
  for (const waiter of waiters) await waiter.join();
  equal(t('condition: notifyAll wakes the rest'), woken.value, 3);
  const plain = new kit.Lock();
  const over = new kit.Condition(plain);
  over.acquire();
  equal(t('condition: over a lock of ours'), plain.locked(), true);
  over.release();
  throws(t('condition: over something else'), () => new kit.Condition(5 as never), { type: TypeError });
  const waiting = (async () => {
    await over.acquireAsync();
    const result = await over.waitAsync(20000);
    over.release();
    return result;
  })();
  await sleepAsync(20);
  over.acquire();
  over.notify();
  over.release();
  equal(t('condition: waitAsync'), await waiting, true);

  const barrier = new kit.Barrier(2);
  const broken = barrier.waitAsync(10).catch((error) => error instanceof BrokenBarrierError);
  equal(t('barrier: waitAsync times out'), await broken, true);
}

export async function poolOfThread(queue: mp.Queue<unknown>): Promise<void> {
  await using pool = new th.ThreadPool(2);
  queue.put(await pool.map(square, [1, 2]));
  pool.apply(napping, [60_000]).catch((error: Error) => queue.put(error.name));
}

export function addLater(value: Value): void {
  sleep(600);
  value.add(1);
}
export function startAdding(value: Value): void {
  new th.Thread(addLater, [value], { daemon: false }).start();
}

async function pools(
  title: string,
  make: (size?: number) => InstanceType<typeof th.ThreadPool> | InstanceType<typeof mp.Pool>,
): Promise<void> {
  const t = (text: string) => `${title}: ${text}`;
  const pool = make(2);
  equal(t('size'), pool.size, 2);
  equal(t('apply'), await pool.apply(add, [1, 2]), 3);
  equal(t('apply of an async target'), await pool.apply(later, [1]), 2);
  equal(t('map keeps the order'), await pool.map(square, [1, 2, 3, 4, 5]), [1, 4, 9, 16, 25]);
  equal(t('map in chunks'), await pool.map(square, [1, 2, 3, 4, 5], { chunkSize: 2 }), [1, 4, 9, 16, 25]);
  equal(t('map of nothing'), await pool.map(square, []), []);
  equal(
    t('starmap'),
    await pool.starmap(add, [
      [1, 2],
      [3, 4],
    ]),
    [3, 7],
  );
  const inOrder: number[] = [];
  for await (const x of pool.imap(square, [1, 2, 3])) inOrder.push(x);
  equal(t('imap'), inOrder, [1, 4, 9]);
  const any: number[] = [];
  for await (const x of pool.imapUnordered(square, [1, 2, 3])) any.push(x);
  equal(t('imapUnordered'), any.sort(), [1, 4, 9]);
  const began: number[] = [];
  const early = pool.imapUnordered(napping, [400, 1]);
  await sleepAsync(800);
  for await (const x of early) began.push(x);
  equal(t('imapUnordered: tasks begin at once, results in the order they came'), began, [1, 400]);
  throws(t('imap: a target that cannot be sent'), () => pool.imap((x: number) => x, [1]), {
    code: 'ERR_HEDDLE_NOT_SENDABLE',
  });
  const some = pool.map(fails as (item: unknown) => unknown, [2, () => 1], { chunkSize: 1 });
  await rejects(t('a map of which one item cannot be sent: none begins'), some, { code: 'ERR_HEDDLE_NOT_SENDABLE' });
  await rejects(t('a task that throws'), pool.apply(fails, [2]), { type: RangeError });
  await rejects(t('a map of which one throws'), pool.map(fails, [1, 2, 3]), { type: RangeError });
  await rejects(t('a worker that dies'), pool.apply(title === 'Pool' ? dies : leaves, []), {
    name: 'WorkerDiedError',
    code: 'ERR_HEDDLE_WORKER_DIED',
  });
  equal(t('it is replaced'), await pool.map(square, [1, 2, 3, 4]), [1, 4, 9, 16]);
  await rejects(t('join before close'), pool.join(), { name: 'LifecycleError' });
  const before = pool.imap(square, [3, 4]);
  pool.close();
  throws(t('imap after close'), () => pool.imap(square, [1]), { name: 'PoolClosedError' });
  const given: number[] = [];
  for await (const x of before) given.push(x);
  equal(t('imap: what was given before close is done'), given, [9, 16]);
  await rejects(t('apply after close'), pool.apply(add, [1, 2]), {
    name: 'PoolClosedError',
    code: 'ERR_HEDDLE_POOL_CLOSED',
  });
  await pool.join();
  throws(t('size 0'), () => make(0), { type: RangeError });
  const ended = make(1);
  const unfinished = ended.apply(later, [1]).catch((error: Error) => error.name);
  ended.terminate();
  truthy(t('terminate'), ['PoolTerminatedError'].includes(String(await unfinished)));
  {
    await using scoped = make(1);
    equal(t('await using'), await scoped.apply(add, [2, 2]), 4);
  }
}

main(async () => {
  // First of all: nobody has started a thread from a thread yet.
  const added = new th.Value('int32', 0);
  const starters = new th.ThreadPool(1);
  await starters.apply(startAdding, [added]);
  starters.terminate();
  await new th.Thread(startAdding, [added]).start().join();
  for (let i = 0; i < 500 && added.value < 2; i++) await sleepAsync(10);
  equal('ThreadPool: what its workers have started outlives it', added.value, 2);
  await suite('threading', th, (target, args) => new th.Thread(target, args as never));
  await suite('multiprocessing', mp, (target, args) => new mp.Process(target, args as never));
  await pools('ThreadPool', (size) => new th.ThreadPool(size));
  await pools('Pool', (size) => new mp.Pool(size));
  const told = new mp.Queue<unknown>();
  const ended = await new th.Thread(poolOfThread, [told]).start().join(10_000);
  equal(
    'ThreadPool: terminated by a thread that made it',
    [ended, told.get(0), told.tryGet(1000)?.item],
    [true, [1, 4], 'PoolTerminatedError'],
  );
  const gil = new Gil({ name: 'gil', switchIntervalMs: 5 });
  equal(
    'gil: run',
    gil.run(() => 5),
    5,
  );
  equal(
    'gil: released',
    gil.run(() => gil.released(() => 6)),
    6,
  );
  throws('gil: checkpoint without holding it', () => gil.checkpoint(), { type: NotOwnerError });
  throws('gil: switchIntervalMs', () => new Gil({ switchIntervalMs: -1 }), { type: RangeError });
  finish();
});

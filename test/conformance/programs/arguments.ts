/** Arguments that make no sense: each is refused by name, at once, and changes nothing. */
import { BrokenBarrierError, cpu, main, QueueEmptyError, QueueFullError, sleep, sleepAsync } from 'heddle';
import * as mp from 'heddle/multiprocessing';
import * as tq from 'heddle/queue';
import * as th from 'heddle/threading';
import { equal, finish, rejects, throws, tookAtLeast } from './harness.ts';

const RANGE = { type: RangeError, code: 'ERR_HEDDLE_OUT_OF_RANGE' };
const TYPE = { type: TypeError, code: 'ERR_HEDDLE_INVALID_ARGUMENT' };
const BAD_TIMES = [
  [-1, RANGE],
  [Number.NEGATIVE_INFINITY, RANGE],
  [Number.NaN, RANGE],
  ['5', TYPE],
  [null, TYPE],
  [5n, TYPE],
  [true, TYPE],
  [[], TYPE],
] as const;
const told = (value: unknown) => (typeof value === 'bigint' ? `${value}n` : (JSON.stringify(value) ?? String(value)));

/** True: it came about; false: the time ran out. */
type Blocking = (ms?: number) => boolean;
function within(fn: () => unknown): boolean {
  try {
    fn();
    return true;
  } catch (error) {
    const late = [BrokenBarrierError, QueueEmptyError, QueueFullError].some((kind) => error instanceof kind);
    if (late || (error as Error).name === 'AcquireTimeoutError') return false;
    throw error;
  }
}

function blocking(kit: typeof th | typeof mp): Record<string, Blocking> {
  const held = new kit.Lock();
  held.acquire();
  const written = new kit.RWLock();
  written.write.acquire();
  const condition = new kit.Condition();
  condition.acquire();
  return {
    'Lock.acquire': (ms) => held.acquire(ms),
    'Lock.hold': (ms) => within(() => held.hold(ms)),
    'Semaphore.acquire': (ms) => new kit.Semaphore(0).acquire(ms),
    'RWLock.read.acquire': (ms) => written.read.acquire(ms),
    'RWLock.write.acquire': (ms) => written.write.acquire(ms),
    'Condition.wait': (ms) => condition.wait(ms),
    'Condition.waitFor': (ms) => condition.waitFor(() => false, ms),
    'Event.wait': (ms) => new kit.Event().wait(ms),
    'Barrier.wait': (ms) => within(() => new kit.Barrier(2).wait(ms)),
  };
}
function queues(): Record<string, Blocking> {
  const all: Record<string, Blocking> = {};
  for (const [kind, make] of [
    ['queue.Queue', (n?: number) => new tq.Queue(n)],
    ['LifoQueue', (n?: number) => new tq.LifoQueue(n)],
    ['PriorityQueue', (n?: number) => new tq.PriorityQueue(n)],
    ['mp.Queue', (n?: number) => new mp.Queue(n)],
    ['JoinableQueue', (n?: number) => new mp.JoinableQueue(n)],
  ] as const) {
    const full = make(1);
    full.put(1);
    const empty = make();
    all[`${kind}.get`] = (ms) => within(() => empty.get(ms));
    all[`${kind}.put`] = (ms) => within(() => full.put(1, ms));
    all[`${kind}.tryGet`] = (ms) => empty.tryGet(ms) !== undefined;
    all[`${kind}.tryPut`] = (ms) => full.tryPut(1, ms);
    if ('join' in full) all[`${kind}.join`] = (ms) => full.join(ms);
  }
  const [receiver] = mp.Pipe(false);
  all['Connection.recv'] = (ms) => within(() => receiver.recv(ms));
  all['Connection.poll'] = (ms) => receiver.poll(ms);
  all['SimpleQueue.get'] = (ms) => within(() => new mp.SimpleQueue().get(ms));
  return all;
}

function times(title: string, waits: Record<string, Blocking>): void {
  for (const [name, wait] of Object.entries(waits)) {
    const t = (text: string) => `${title}: ${name}: ${text}`;
    equal(t('0 does not wait'), wait(0), false);
    tookAtLeast(t('25'), 25, () => equal(t('25 runs out'), wait(25), false));
    for (const [value, error] of BAD_TIMES) throws(t(told(value)), () => wait(value as never), error);
  }
}

function made(title: string, kit: typeof th | typeof mp): void {
  const t = (text: string) => `${title}: ${text}`;
  const makers: Record<string, (options?: never) => unknown> = {
    Lock: (options) => new kit.Lock(options),
    RLock: (options) => new kit.RLock(options),
    RWLock: (options) => new kit.RWLock(options),
    Event: (options) => new kit.Event(options),
    Semaphore: (options) => new kit.Semaphore(1, options),
    Condition: (options) => new kit.Condition(undefined, options),
    Barrier: (options) => new kit.Barrier(1, options),
    Value: (options) => new kit.Value('int32', 0, options),
    SharedArray: (options) => new kit.SharedArray('int32', 1, options),
  };
  for (const [name, make] of Object.entries(makers)) {
    equal(t(`${name}: its name`), (make({ name: 'n' } as never) as { name: string }).name, 'n');
    for (const options of [5, 'x', null, true])
      throws(t(`${name}: options ${options}`), () => make(options as never), TYPE);
    throws(t(`${name}: a number as name`), () => make({ name: 5 } as never), TYPE);
  }
  for (const value of ['1', null, {}, 1n, true]) {
    const number = new kit.Value('int32', 3);
    if (typeof value !== 'object' || value === null) {
      throws(t(`Value: initial ${told(value)}`), () => new kit.Value('int32', value as never), { type: TypeError });
    }
    throws(t(`Value: add ${told(value)}`), () => number.add(value as never), { type: TypeError });
    throws(t(`Value: update to ${told(value)}`), () => number.update(() => value as never), { type: TypeError });
    equal(t('Value: unchanged'), [number.value, number.lock.locked()], [3, false]);
  }
  const array = new kit.SharedArray('int16', [1, 2]);
  for (const index of [2, -1, 0.5, Number.NaN]) {
    throws(t(`SharedArray: get(${index})`), () => array.get(index), { type: RangeError });
    throws(t(`SharedArray: set(${index})`), () => array.set(index, 1), { type: RangeError });
  }
  for (const n of [-1, 1.5, Number.NaN, 2 ** 31]) {
    throws(t(`Semaphore(${n})`), () => new kit.Semaphore(n), RANGE);
    throws(t(`release(${n})`), () => new kit.Semaphore().release(n), RANGE);
  }
  throws(t('Semaphore(null)'), () => new kit.Semaphore(null as never), TYPE);
  for (const n of [0, -1, 1.5, Number.NaN]) throws(t(`Barrier(${n})`), () => new kit.Barrier(n), RANGE);
  tookAtLeast(t("a barrier's own timeout"), 15, () =>
    equal(
      t('runs out'),
      within(() => new kit.Barrier(2, { timeoutMs: 15 }).wait()),
      false,
    ),
  );
  const other = kit === th ? mp : th;
  throws(t('a condition over a lock of the other kind'), () => new kit.Condition(new other.Lock()), TYPE);
}

async function exclusive(title: string, kit: typeof th | typeof mp): Promise<void> {
  const lock = new kit.Lock();
  lock.acquire();
  for (const value of [undefined, null, 5, 'x', {}]) {
    await rejects(`${title}: runExclusive(${told(value)}) does not wait`, lock.runExclusive(value as never), TYPE);
  }
}

main(async () => {
  await exclusive('threads', th);
  await exclusive('processes', mp);
  times('threads', blocking(th));
  times('processes', blocking(mp));
  times('queues', queues());
  made('threads', th);
  made('processes', mp);
  for (const [value, error] of BAD_TIMES) {
    throws(`sleep(${told(value)})`, () => sleep(value as never), error);
    throws(`cpu(${told(value)})`, () => cpu(value as never), error);
    await rejects(`sleepAsync(${told(value)})`, (async () => sleepAsync(value as never))(), error);
  }
  for (const n of [1.5, Number.NaN, Number.POSITIVE_INFINITY]) throws(`Queue(${n})`, () => new mp.Queue(n), RANGE);
  for (const n of ['3', null]) throws(`Queue(${n})`, () => new tq.Queue(n as never), TYPE);
  for (const n of [0, -1, 1.5]) throws(`ThreadPool(${n})`, () => new th.ThreadPool(n), RANGE);
  finish();
});

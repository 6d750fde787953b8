/** Every constructor and method with arguments that nobody should give: a result or an error with a code, never a hang. */
import { main } from 'heddle';
import { Gil } from 'heddle/gil';
import * as mp from 'heddle/multiprocessing';
import * as tq from 'heddle/queue';
import * as th from 'heddle/threading';
import { equal, finish } from './harness.ts';

const circular: unknown[] = [];
circular.push(circular);
const revoked = <T extends object>(target: T): T => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
};
const throwing = (key: string) =>
  Object.defineProperty({}, key, {
    get() {
      throw new Error('nobody may look');
    },
  });
const hostile: unknown[] = [
  revoked({}),
  revoked([]),
  revoked(() => 1),
  throwing('constructor'),
  { signal: Object.create(AbortSignal.prototype) },
  { signal: revoked({}) },
  Object.defineProperty(() => 1, 'name', { value: Symbol('name') }),
  Object.assign(new Error('e'), { message: Symbol('message') }),
  null,
  0,
  -0,
  -1,
  0.5,
  1,
  2 ** 31,
  2 ** 53,
  1e308,
  Number.NaN,
  Number.NEGATIVE_INFINITY,
  '',
  'text',
  '\u0000\ud800',
  5n,
  true,
  false,
  Symbol('s'),
  [],
  {},
  circular,
  { name: '' },
  { name: 1 },
  { name: 'n'.repeat(10_000) },
  { signal: 1 },
  { daemon: 1 },
  new Map(),
  new Date(Number.NaN),
  /x/,
  new Error('e'),
  new Proxy({}, {}),
  Object.create(null),
  () => 1,
  class Nobody {},
  new SharedArrayBuffer(8),
  new WeakMap(),
  globalThis,
];

let calls = 0;
const wrong: string[] = [];
const show = (value: unknown) => {
  try {
    return typeof value === 'symbol' ? String(value) : (JSON.stringify(value) ?? String(value)).slice(0, 40);
  } catch {
    return `a ${typeof value}`;
  }
};
function judge(title: string, error: unknown): void {
  const { code } = (error ?? {}) as { code?: unknown };
  if (!(error instanceof Error)) wrong.push(`${title}: threw ${show(error)}`);
  else if (typeof code !== 'string' || !code.startsWith('ERR_HEDDLE_'))
    wrong.push(`${title}: ${error.name}: ${error.message}`);
}
async function attempt(title: string, fn: () => unknown): Promise<unknown> {
  calls++;
  try {
    return await Promise.race([fn(), new Promise((_, reject) => setTimeout(reject, 5000, 'a hang').unref())]);
  } catch (error) {
    judge(title, error);
    return undefined;
  }
}

type Maker = new (...args: never[]) => object;
async function constructors(title: string, makers: Record<string, Maker>): Promise<void> {
  for (const [name, Made] of Object.entries(makers)) {
    for (const value of hostile) {
      // A million elements or parties are allowed, but not what is looked at here.
      for (const args of [[value], [value, value], ['int32', value], [undefined, value]]) {
        const made = await attempt(`new ${title}.${name}(${args.map(show)})`, () => new Made(...(args as never[])));
        if (made instanceof mp.Pool || made instanceof th.ThreadPool) made.terminate();
      }
    }
  }
}

type Call = (value: never) => unknown;
async function methods(title: string, calls: Record<string, Call>): Promise<void> {
  for (const [name, call] of Object.entries(calls)) {
    for (const value of hostile) await attempt(`${title}.${name}(${show(value)})`, () => call(value as never));
  }
}

main(async () => {
  for (const [title, kit] of [
    ['threading', th],
    ['multiprocessing', mp],
  ] as const) {
    const { Lock, RLock, RWLock, Semaphore, BoundedSemaphore, Condition, Event, Barrier, Value } = kit;
    await constructors(title, {
      Lock,
      RLock,
      RWLock,
      Semaphore,
      BoundedSemaphore,
      Condition,
      Event,
      Barrier,
      Value,
    } as never);
    const semaphore = new Semaphore(2 ** 30);
    const free = () => new Lock();
    await methods(title, {
      'Lock.acquire': (value) => free().acquire(value),
      'Lock.acquireAsync': (value) => free().acquireAsync(value, value),
      'Lock.hold': (value) => free().hold(value),
      'Lock.holdAsync': (value) => free().holdAsync(value),
      'Lock.runExclusive': (value) => free().runExclusive(() => 1, value),
      'Lock.runExclusive of': (value) => (typeof value === 'function' ? 0 : free().runExclusive(value)),
      'Lock.acquireAsync signal': (value) => free().acquireAsync(0, { signal: value }),
      'Semaphore.acquire': (value) => semaphore.acquire(value),
      'Semaphore.release': (value) => new Semaphore(1).release(value),
      'Event.wait': (value) => {
        const event = new Event();
        event.set();
        return event.wait(value);
      },
      'Barrier.wait': (value) => new Barrier(1).wait(value),
      'Condition.notify': (value) => {
        const condition = new Condition();
        condition.acquire();
        condition.notify(value);
      },
      'Condition.waitFor': (value) => {
        const condition = new Condition();
        condition.acquire();
        return condition.waitFor(() => true, value);
      },
      'Value.value': (value) => {
        new Value('int32').value = value;
      },
      'Value.add': (value) => new Value('int32').add(value),
      'Value.compareExchange': (value) => new Value('int32').compareExchange(value, value),
      'SharedArray.get': (value) => new kit.SharedArray('int32', 4).get(value),
      'SharedArray.set': (value) => new kit.SharedArray('int32', 4).set(value, value),
    });
  }
  const { Queue, PriorityQueue, LifoQueue, SimpleQueue } = tq;
  await constructors('queue', { Queue, PriorityQueue, LifoQueue, SimpleQueue } as never);
  await constructors('multiprocessing', {
    Queue: mp.Queue,
    JoinableQueue: mp.JoinableQueue,
    SimpleQueue: mp.SimpleQueue,
  } as never);
  await constructors('multiprocessing', { Process: mp.Process } as never);
  await constructors('threading', { Thread: th.Thread, Timer: th.Timer } as never);
  await constructors('gil', { Gil } as never);
  for (const make of [
    () => new tq.Queue(),
    () => new mp.Queue(),
    () => new tq.LifoQueue(),
    () => new tq.PriorityQueue(),
  ]) {
    const name = make().constructor.name;
    await methods(name, {
      put: (value) => make().put(value),
      'put timeout': (value) => make().put([1], value),
      putAsync: (value) => make().putAsync([1], value, value),
      tryPut: (value) => make().tryPut(value),
      'get timeout': (value) => {
        const queue = make();
        queue.put([1]);
        return queue.get(value);
      },
      tryGet: (value) => {
        const queue = make();
        queue.put([1]);
        return queue.tryGet(value);
      },
      shutdown: (value) => make().shutdown(value),
    });
  }
  await methods('Pipe', {
    Pipe: (value) => mp.Pipe(value),
    send: (value) => mp.Pipe()[0].send(value),
    poll: (value) => {
      const [left, right] = mp.Pipe();
      left.send(1);
      return right.poll(value);
    },
  });
  equal(`hostile arguments (${calls > 3000 ? 'thousands of' : calls} calls)`, wrong.slice(0, 40), []);
  finish();
});

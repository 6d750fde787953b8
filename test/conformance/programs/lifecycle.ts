import { main, sleep, sleepAsync } from 'heddle';
import * as mp from 'heddle/multiprocessing';
import * as th from 'heddle/threading';
import { equal, finish, rejects, throws, tookAtLeast, truthy } from './harness.ts';

class OddError extends Error {
  readonly code = 'ODD';
  override name = 'OddError';
}
export function nothing(): void {}
export function napping(ms: number): void {
  sleep(ms);
}
export async function asynchronous(value: th.Value | mp.Value): Promise<void> {
  await sleepAsync(10);
  value.value = 1;
}
export function throwing(): void {
  throw new RangeError('out of it');
}
export function throwingOdd(): void {
  throw new OddError('odd');
}
export function exiting(code: number): void {
  process.exit(code);
}
export function tellName(queue: mp.Queue<string>): void {
  queue.put(`${mp.currentProcess().name}/${th.currentThread().name}/${mp.currentProcess().daemon}`);
}
export function tellDaemon(queue: mp.Queue<unknown>): void {
  const thread = new th.Thread(nothing);
  queue.put(thread.daemon);
}
export function startChild(queue: mp.Queue<string>): void {
  try {
    new mp.Process(nothing).start();
    queue.put('started');
  } catch (error) {
    queue.put(`${(error as Error).name}: ${(error as Error).message}`);
  }
}
export const notAFunction = 5;
export function startAndLeave(value: th.Value): void {
  new th.Thread(lateWrite, [value]).start();
}
export function lateWrite(value: th.Value): void {
  sleep(2000);
  value.add(7);
}
export async function joinMain(queue: mp.Queue<string>): Promise<void> {
  for (const timeoutMs of [0, -1, Number.NaN, 'soon' as never]) {
    const how = th.mainThread().join(timeoutMs);
    queue.put(await how.then(String, ({ name }: Error) => name));
  }
}
export function args(queue: mp.Queue<unknown>, ...values: unknown[]): void {
  queue.put(values);
}

main(async () => {
  const quiet = new mp.Value('int32', 0);
  for (const [title, make] of [
    ['thread', (target: never, args?: never, options?: never) => new th.Thread(target, args, options)],
    ['process', (target: never, args?: never, options?: never) => new mp.Process(target, args, options)],
  ] as const) {
    const t = (text: string) => `${title}: ${text}`;
    const create = (target: unknown, args: unknown[] = [], options?: object) =>
      make(target as never, args as never, options as never);
    const one = create(nothing, [], { name: 'one' });
    equal(t('name'), one.name, 'one');
    equal(t('not alive before start'), one.isAlive(), false);
    await rejects(t('join before start'), one.join(), { name: 'LifecycleError', code: 'ERR_HEDDLE_LIFECYCLE' });
    equal(t('start returns itself'), one.start() === one, true);
    throws(t('start twice'), () => one.start(), { name: 'LifecycleError' });
    throws(
      t('daemon after start'),
      () => {
        one.daemon = true;
      },
      { name: 'LifecycleError' },
    );
    equal(t('join'), await one.join(), true);
    equal(t('join again'), await one.join(), true);
    equal(t('not alive afterwards'), one.isAlive(), false);
    equal(t('no error'), one.error, undefined);
    const slow = create(napping, [20000], { daemon: true });
    equal(t('daemon option'), slow.daemon, true);
    slow.start();
    equal(t('alive'), slow.isAlive(), true);
    equal(t('join(20) is false'), await slow.join(20), false);
    await rejects(t('a negative timeout'), slow.join(-1), { name: 'RangeError' });
    const value = title === 'thread' ? new th.Value('int32', 0) : quiet;
    await create(asynchronous, [value]).start().join();
    equal(t('an async target is awaited'), value.value, 1);
    const failing = create(throwing).start();
    equal(t('join does not throw'), await failing.join(), true);
    equal(
      t('error: class and message'),
      [failing.error instanceof RangeError, failing.error?.message],
      [true, 'out of it'],
    );
    truthy(t('error: stack names the file'), failing.error?.stack?.includes('lifecycle'));
    const odd = create(throwingOdd).start();
    await odd.join();
    equal(
      t('error: name and code'),
      [odd.error?.name, (odd.error as { code?: string } | undefined)?.code],
      ['OddError', 'ODD'],
    );
    throws(t('an arrow function as target'), () => create(() => 1), {
      type: TypeError,
      code: 'ERR_HEDDLE_NOT_SENDABLE',
    });
    throws(t('a number as target'), () => create(5), { type: TypeError });
    throws(t('undefined as target'), () => create(undefined), { type: TypeError });
    throws(t('arguments that are no array'), () => make(nothing as never, 5 as never), { type: TypeError });
    throws(t('an argument that cannot be sent'), () => create(napping, [() => 1]), {
      type: TypeError,
      code: 'ERR_HEDDLE_NOT_SENDABLE',
    });
    throws(t('daemon that is no boolean'), () => create(nothing, [], { daemon: 'yes' }), { type: TypeError });
    const [first, second] = [create(nothing), create(nothing)];
    truthy(t('unique names'), first.name !== second.name);
    await create(exiting, [3]).start().join();
    truthy(t('process.exit ends that one alone'), true);
    const queue = new mp.Queue<unknown>();
    await create(args, [queue, 1, 'two', [3], { four: 4n }, new Map([[5, 5]])])
      .start()
      .join();
    equal(t('arguments'), queue.get(1000), [1, 'two', [3], { four: 4n }, new Map([[5, 5]])]);
    const byPlace = create({ url: new URL('./places.ts', import.meta.url), name: 'elsewhere' }, [queue]);
    await byPlace.start().join();
    equal(t('a target by url and name'), queue.get(1000), 'elsewhere');
  }
  const names = new mp.Queue<string>();
  await new mp.Process(tellName, [names], { name: 'child' }).start().join();
  equal('currentProcess and currentThread in a child', names.get(1000), 'child/MainThread/false');
  equal(
    'currentThread in main',
    [th.currentThread().name, th.mainThread().name, mp.currentProcess().name],
    ['MainThread', 'MainThread', 'MainProcess'],
  );
  const seen = [th.currentThread(), th.mainThread(), ...th.activeThreads()];
  equal(
    'threads seen are threads',
    [seen.every((each) => each instanceof th.Thread), th.currentThread() instanceof th.Timer],
    [true, false],
  );
  truthy('the process seen is a process', mp.currentProcess() instanceof mp.Process);
  truthy('idents are not 0', seen.every(({ ident }) => ident) && th.currentThread().ident === th.mainThread().ident);
  equal('pid of main', mp.currentProcess().pid, process.pid);
  truthy('cpuCount', mp.cpuCount() >= 1);

  const ok = new mp.Process(nothing);
  equal('exitcode before', [ok.exitcode, ok.pid], [undefined, undefined]);
  ok.start();
  truthy('pid after start', (ok.pid ?? 0) > 0);
  truthy(
    'children seen are processes',
    mp.activeChildren().every((child) => child instanceof mp.Process),
  );
  truthy(
    'activeChildren has it',
    mp.activeChildren().some((child) => child.pid === ok.pid),
  );
  await ok.join();
  equal('exitcode 0', ok.exitcode, 0);
  truthy('activeChildren no longer', !mp.activeChildren().some((child) => child.pid === ok.pid));
  const three = new mp.Process(exiting, [3]).start();
  await three.join();
  equal('exitcode of process.exit', three.exitcode, 3);
  const bad = new mp.Process(throwing).start();
  await bad.join();
  equal('exitcode after an error', bad.exitcode, 1);
  const terminated = new mp.Process(napping, [60000]).start();
  terminated.terminate();
  await terminated.join();
  equal('exitcode after terminate', terminated.exitcode, -15);
  const killed = new mp.Process(napping, [60000]).start();
  killed.kill();
  await killed.join();
  equal('exitcode after kill', killed.exitcode, -9);
  const listed = new mp.Process(napping, [60000]).start();
  const [child] = mp.activeChildren().filter(({ pid }) => pid === listed.pid);
  child!.terminate();
  await listed.join();
  equal('exitcode after terminate of one of activeChildren', listed.exitcode, -15);
  child!.terminate();
  child!.kill();
  equal('terminate and kill after the end do nothing', child!.exitcode, -15);
  for (const own of [mp.currentProcess(), th.currentThread()]) {
    const set = () => {
      own.daemon = true;
    };
    throws(`daemon of ${own.name} while it runs`, set, { name: 'LifecycleError' });
  }
  throws('terminate before start', () => new mp.Process(nothing).terminate(), { name: 'LifecycleError' });
  const said = new mp.Queue<string>();
  await new mp.Process(startChild, [said], { daemon: true }).start().join();
  equal(
    'a daemonic process has no children',
    said.get(1000),
    'DaemonicChildError: daemonic processes are not allowed to have children',
  );
  await new mp.Process(startChild, [said]).start().join();
  equal('another one may', said.get(1000), 'started');

  const late = new th.Value('int32', 0);
  await new th.Thread(startAndLeave, [late]).start().join();
  equal('the starter ends first', late.value, 0);
  for (let i = 0; i < 500 && late.value === 0; i++) await sleepAsync(10);
  equal('a thread outlives the one that started it', late.value, 7);
  truthy(
    'activeThreads',
    th.activeThreads().some((thread) => thread.name === 'MainThread'),
  );
  tookAtLeast('sleep', 30, () => sleep(30));
  throws('sleep(-1)', () => sleep(-1), { type: RangeError });
  throws('sleep of a string', () => sleep('1' as never), { type: TypeError });
  await rejects('sleepAsync aborted', sleepAsync(20000, { signal: AbortSignal.abort(new Error('up')) }), {
    name: 'Error',
  });
  await new th.Thread(joinMain, [said]).start().join();
  equal(
    'joining main checks its timeout',
    [said.get(1000), said.get(1000), said.get(1000), said.get(1000)],
    ['false', 'RangeError', 'RangeError', 'TypeError'],
  );
  await rejects('joining oneself', th.currentThread().join(), { name: 'LifecycleError' });
  const timer = new th.Timer(20000, nothing);
  timer.start();
  timer.cancel();
  equal('a cancelled timer ends', await timer.join(20000), true);
  const fired = new th.Value('int32', 0);
  await new th.Timer(10, asynchronous, [fired]).start().join();
  equal('a timer fires', fired.value, 1);
  finish();
});

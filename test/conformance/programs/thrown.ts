/** Whatever ends a thread or a process, whoever joins it is told as well as can be. */
import { HeddleError, main, sleepAsync, WorkerDiedError } from 'heddle';
import { Pool, Process } from 'heddle/multiprocessing';
import { Queue } from 'heddle/queue';
import { Thread, ThreadPool } from 'heddle/threading';
import { equal, finish, truthy } from './harness.ts';

class Odd extends TypeError {
  readonly code = 'ODD';
  readonly list = [1, { a: 2 }];
  override name = 'OddName';
}
function circular(): Error {
  const error = new Error('round');
  error.cause = new Error('and round', { cause: error });
  return error;
}
const THROWN: Record<string, () => unknown> = {
  odd: () => new Odd('odd one'),
  circular,
  frozen: () => Object.freeze(new Error('frozen')),
  unsendable: () => Object.assign(new Error('with a function'), { fn: () => 1, soon: Promise.resolve() }),
  aggregate: () => new AggregateError([new Error('a'), new TypeError('b')], 'many'),
  system: () => Object.assign(new Error('no such file'), { code: 'ENOENT', errno: -2, syscall: 'open' }),
  abort: () => new DOMException('enough', 'AbortError'),
  text: () => 'just text',
  number: () => 42,
  nothing: () => undefined,
  null: () => null,
  object: () => ({ message: 'an object' }),
  bare: () => Object.create(null),
  function: () => () => 1,
  symbol: () => Symbol('a symbol'),
  holding: () =>
    Object.assign(new Error('with things'), { config: { fn: () => 1, list: [1] }, code: 'E', cause: { fn: () => 1 } }),
  symbolic: () => Object.assign(new Error('e'), { message: Symbol('said') }),
  secretive: () =>
    Object.defineProperty(new RangeError('in the open'), 'secret', {
      enumerable: true,
      get() {
        throw new Error('do not look');
      },
    }),
  mute: () => ({
    toString() {
      throw new Error('do not ask');
    },
  }),
  hostile: () =>
    new Proxy(new Error('x'), {
      get() {
        throw new Error('do not look');
      },
    }),
};
const SAID: Record<string, readonly [name: string, message: string]> = {
  odd: ['OddName', 'odd one'],
  circular: ['Error', 'round'],
  frozen: ['Error', 'frozen'],
  unsendable: ['Error', 'with a function'],
  aggregate: ['AggregateError', 'many'],
  system: ['Error', 'no such file'],
  abort: ['AbortError', 'enough'],
  holding: ['Error', 'with things'],
  symbolic: ['Error', 'Symbol(said)'],
  secretive: ['RangeError', 'in the open'],
};

export function throwsIt(kind: string): void {
  throw THROWN[kind]!();
}
export async function rejectsIt(kind: string): Promise<void> {
  await sleepAsync(1);
  throwsIt(kind);
}
export async function leavesItLoose(kind: string): Promise<void> {
  void rejectsIt(kind);
  await sleepAsync(60_000);
}
export function throwsOurs(): void {
  new Queue().getNowait();
}

type Fields = Error & { code?: unknown; list?: unknown; syscall?: unknown; errors?: Error[] };
async function told(title: string, kind: string, worker: Thread | Process): Promise<void> {
  const t = (text: string) => `${title}: ${kind}: ${text}`;
  equal(t('join does not throw'), await worker.start().join(), true);
  const error = worker.error as Fields;
  truthy(t('an Error'), error instanceof Error);
  if (worker instanceof Process) equal(t('exit code'), worker.exitcode, 1);
  const said = SAID[kind];
  if (said) equal(t('name and message'), [error.name, error.message], said);
  if (kind === 'odd') {
    equal(t('the nearest class that is known here'), error instanceof TypeError, true);
    equal(t('its fields'), [error.code, error.list], ['ODD', [1, { a: 2 }]]);
    truthy(t('its own place'), error.stack?.includes('thrown.ts'));
  }
  if (kind === 'system') equal(t('its fields'), [error.code, error.syscall], ['ENOENT', 'open']);
  if (kind === 'aggregate')
    equal(
      t('its errors'),
      error.errors?.map(({ message }) => message),
      ['a', 'b'],
    );
  if (kind === 'text' || kind === 'number') truthy(t('what it was'), error.message.includes(String(THROWN[kind]!())));
}

main(async () => {
  for (const [title, make] of [
    ['thread', (target: (kind: string) => unknown, kind: string) => new Thread(target, [kind])],
    ['process', (target: (kind: string) => unknown, kind: string) => new Process(target, [kind])],
  ] as const) {
    for (const kind of Object.keys(THROWN)) await told(`${title} throws`, kind, make(throwsIt, kind));
    for (const kind of ['odd', 'text', 'nothing', 'circular']) {
      await told(`${title} rejects`, kind, make(rejectsIt, kind));
      await told(`${title} leaves loose`, kind, make(leavesItLoose, kind));
    }
    const ours = make(throwsOurs as never, '');
    await ours.start().join();
    const { error } = ours;
    equal(`${title}: our own class`, [error?.name, error instanceof HeddleError], ['QueueEmptyError', true]);
  }
  for (const [title, pool] of [
    ['thread pool', new ThreadPool(1)],
    ['pool', new Pool(1)],
  ] as const) {
    for (const kind of Object.keys(THROWN)) {
      const error: Fields = await pool.apply(throwsIt, [kind]).then(
        () => undefined as never,
        (thrown) => thrown,
      );
      const t = (text: string) => `${title}: ${kind}: ${text}`;
      equal(
        t('an error, and the worker lives'),
        [error instanceof Error, error instanceof WorkerDiedError],
        [true, false],
      );
      if (SAID[kind]) equal(t('name and message'), [error.name, error.message], SAID[kind]);
      if (kind === 'holding') equal(t('what can be sent of it'), [error.code, error.cause], ['E', undefined]);
    }
    pool.terminate();
    await pool.join();
  }
  finish();
});

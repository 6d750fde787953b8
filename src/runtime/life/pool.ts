/**
 * Pools: workers that are started once and run one task after the other. Each worker has a queue of its own for its
 * tasks, so that the pool knows which task died with which worker, and gives the worker's successor a clean one.
 */
import { availableParallelism } from 'node:os';
import type { ResourceKey } from '../../trace/schema.ts';
import { isEvaluating } from '../context.ts';
import { LifecycleError, PoolClosedError, PoolTerminatedError, typeError, WorkerDiedError } from '../errors.ts';
import type { Domain } from '../machine/memory.ts';
import { runtimeEntry } from '../paths.ts';
import { encodePayload, notSendableBecause } from '../payload/payload.ts';
import { type Traveller, takeBack } from '../payload/transit.ts';
import { handlesLeave } from '../record/handles.ts';
import { checkInteger, checkName, checkOptions, describe, isArray, isIterable } from '../validate.ts';
import { placeOf, type TargetPlace } from './entry.ts';
import type { Handle } from './handle.ts';
import type { PoolAnswer, PoolTask } from './pool-task.ts';

const MAX_SIZE = 1024;

/** Options of a pool. */
export interface PoolOptions {
  /** Shown on the timeline and in messages. */
  name?: string;
  /** Items that map and its kin give to a worker at once. Default: a quarter of an even share. */
  chunkSize?: number;
}
/** Options of map and its kin. */
export interface ChunkOptions {
  /** Items that a worker is given at once. */
  chunkSize?: number;
}

/** A queue of the pool's kind. */
export interface PoolQueue<T> {
  put(item: T): void;
  getAsync(options: { signal: AbortSignal }): Promise<T>;
  shutdown(immediate?: boolean): void;
}
/** What differs between threads and processes. */
export interface PoolKind {
  readonly what: string;
  readonly domain: Domain;
  queue<T>(name: string): PoolQueue<T>;
  start(place: { url: URL; name: string }, args: unknown[], name: string): Handle;
  /** Ends a worker at once. */
  end(worker: Handle): void;
  /** Keeps a worker started in advance, which takes the place of one that dies, until it is disposed of. */
  holdSpare(): Disposable;
}

interface Worker {
  readonly handle: Handle;
  readonly tasks: PoolQueue<PoolTask>;
  current: Pending | undefined;
}
interface Pending {
  readonly task: PoolTask;
  /** Primitives in its arguments: noted while recording, and those that count their holders. */
  readonly handles: readonly ResourceKey[];
  readonly travellers: readonly Traveller[];
  readonly settle: (answer: PoolAnswer) => void;
}
type Ready = Omit<Pending, 'settle'>;

let pools = 0;

/** What Pool and ThreadPool share. */
export abstract class TaskPool {
  readonly name: string;
  /** Number of workers. */
  readonly size: number;
  readonly #kind: PoolKind;
  readonly #chunkSize: number | undefined;
  readonly #answers: PoolQueue<PoolAnswer>;
  readonly #spare: Disposable;
  readonly #workers = new Set<Worker>();
  readonly #waiting: Pending[] = [];
  #state: 'open' | 'closed' | 'terminated' = 'open';
  #lastTask = 0;
  #lastWorker = 0;
  /** Ends the listening for answers; undefined while nobody listens. */
  #listening: AbortController | undefined;
  #busy = 0;
  #ended: (() => void)[] = [];

  get [notSendableBecause](): string {
    return 'it belongs to the thread that made it; send it work through a queue';
  }
  constructor(kind: PoolKind, size: unknown, options: unknown) {
    const omitted = typeof size === 'object' && size !== null && options === undefined;
    const given = checkOptions<{ name: unknown; chunkSize: unknown }>(omitted ? size : options, kind.what);
    const count = omitted || size === undefined ? availableParallelism() : size;
    this.size = checkInteger(count, `${kind.what} size`, 1, MAX_SIZE);
    this.#chunkSize = checkChunk(given.chunkSize);
    this.name = checkName(given.name, kind.what) ?? `${kind.what}-${++pools}`;
    if (isEvaluating()) {
      throw new LifecycleError(
        `${kind.what} ${this.name} is made while a module is evaluated: make it inside main(() => { ... })`,
      );
    }
    this.#kind = kind;
    this.#answers = kind.queue(`${this.name}.results`);
    for (let i = 0; i < this.size; i++) this.#hire();
    this.#spare = kind.holdSpare();
  }

  /** Calls target(...args) in a worker and gives its result. */
  async apply<A extends unknown[], R>(target: (...args: A) => R, args?: A): Promise<Awaited<R>> {
    if (args !== undefined && !isArray(args))
      throw typeError(`apply takes an array of arguments, got ${describe(args)}`);
    const place = this.#place(target);
    const [result] = await this.#run(this.#task(place, [args ?? []]));
    return result as Awaited<R>;
  }
  /** Calls target(item) for each item; the results stand in the items' order. */
  async map<T, R>(target: (item: T) => R, items: Iterable<T>, options?: ChunkOptions): Promise<Awaited<R>[]> {
    return this.starmap(target as (...args: unknown[]) => R, wrap(items), options);
  }
  /** Calls target(...item) for each item. */
  async starmap<A extends unknown[], R>(
    target: (...args: A) => R,
    items: Iterable<A>,
    options?: ChunkOptions,
  ): Promise<Awaited<R>[]> {
    const chunks = this.#chunks(target, items, options);
    return (await Promise.all(chunks)).flat() as Awaited<R>[];
  }
  /** As map, giving each result as soon as it and all before it are there. The tasks begin at once. */
  imap<T, R>(target: (item: T) => R, items: Iterable<T>, options?: ChunkOptions): AsyncGenerator<Awaited<R>, void> {
    return inTurn(this.#singly<R>(target as (item: unknown) => R, items, options));
  }
  /** As imap, giving results in the order in which they come. */
  imapUnordered<T, R>(
    target: (item: T) => R,
    items: Iterable<T>,
    options?: ChunkOptions,
  ): AsyncGenerator<Awaited<R>, void> {
    return asTheyCome(this.#singly<R>(target as (item: unknown) => R, items, options));
  }

  /** Takes no more tasks; the workers end when what was given is done. */
  close(): void {
    if (this.#state !== 'open') return;
    this.#state = 'closed';
    this.#spare[Symbol.dispose]();
    this.#dismissIdle();
  }
  /** Ends the workers at once; tasks that have not ended reject with PoolTerminatedError. */
  terminate(): void {
    if (this.#state === 'terminated') return;
    this.#state = 'terminated';
    this.#spare[Symbol.dispose]();
    for (const { travellers } of this.#waiting) takeBack(travellers);
    const unfinished = [...this.#waiting.splice(0), ...[...this.#workers].flatMap(({ current }) => current ?? [])];
    for (const worker of this.#workers) {
      worker.current = undefined;
      this.#kind.end(worker.handle);
    }
    const error = new PoolTerminatedError(`${this.#kind.what} ${this.name} was terminated before the task had ended`);
    this.#busy = 0;
    this.#listening?.abort();
    for (const { task, settle } of unfinished) settle({ id: task.id, error });
    this.#answers.shutdown(true);
  }
  /** Waits until all workers have ended. LifecycleError before close or terminate. */
  async join(): Promise<void> {
    if (this.#state === 'open') {
      throw new LifecycleError(`${this.#kind.what} ${this.name} cannot be joined before it is closed or terminated`);
    }
    if (this.#workers.size > 0) await new Promise<void>((resolve) => this.#ended.push(resolve));
  }
  /** Terminates the pool and waits for its end, as Python's with does. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.terminate();
    await this.join();
  }

  #place(target: unknown): TargetPlace {
    if (this.#state !== 'open') {
      throw new PoolClosedError(`${this.#kind.what} ${this.name} takes no more tasks: it was ${this.#state}`);
    }
    return placeOf(target, this.#kind.what);
  }

  /** Chunks of one item, if nothing else is asked for, whose errors wait until somebody looks. */
  #singly<R>(
    target: (item: unknown) => R,
    items: Iterable<unknown>,
    options: ChunkOptions | undefined,
  ): Promise<readonly Awaited<R>[]>[] {
    const chunks = this.#chunks(target, wrap(items), oneByOne(options));
    for (const chunk of chunks) chunk.catch(() => {});
    return chunks as Promise<readonly Awaited<R>[]>[];
  }

  #chunks(
    target: unknown,
    items: Iterable<readonly unknown[]>,
    options: ChunkOptions | undefined,
  ): Promise<readonly unknown[]>[] {
    const place = this.#place(target);
    if (!isIterable(items)) {
      throw typeError(`${this.#kind.what} takes something iterable as items, got ${describe(items)}`);
    }
    const all = [...items];
    const asked = checkChunk(checkOptions<{ chunkSize: unknown }>(options, 'map').chunkSize) ?? this.#chunkSize;
    const size = asked ?? Math.max(1, Math.ceil(all.length / (this.size * 4)));
    const ready: Ready[] = [];
    try {
      for (let from = 0; from < all.length; from += size) ready.push(this.#task(place, all.slice(from, from + size)));
    } catch (error) {
      for (const { travellers } of ready) takeBack(travellers);
      throw error;
    }
    return ready.map((task) => this.#run(task));
  }

  /** A task that can be sent: what cannot is refused here, before any of its kin begins. */
  #task(place: TargetPlace, calls: readonly (readonly unknown[])[]): Ready {
    for (const args of calls) {
      if (!isArray(args)) throw typeError(`starmap takes arrays of arguments, got ${describe(args)}`);
    }
    const handles: ResourceKey[] = [];
    const travellers: Traveller[] = [];
    // Here and not where the task is handed out: a pipe end may be closed from now on.
    const bytes = encodePayload(calls, this.#kind.domain, 'args', handles, travellers);
    const task: PoolTask = { id: ++this.#lastTask, place, name: place.name, count: calls.length, calls: bytes };
    return { task, handles, travellers };
  }

  #run(ready: Ready): Promise<readonly unknown[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        ...ready,
        settle: (answer) => ('error' in answer ? reject(answer.error) : resolve(answer.results)),
      });
      this.#assign();
    });
  }

  #hire(): void {
    const number = ++this.#lastWorker;
    const name = `${this.name} worker ${number}`;
    const tasks = this.#kind.queue<PoolTask>(`${this.name}.tasks ${number}`);
    const place = { url: runtimeEntry('pool-worker'), name: 'serve' };
    const worker: Worker = { handle: this.#kind.start(place, [tasks, this.#answers], name), tasks, current: undefined };
    this.#workers.add(worker);
    void worker.handle.join().then(() => this.#lost(worker));
  }

  /** A worker has ended: because it was told to, or it died. */
  #lost(worker: Worker): void {
    this.#workers.delete(worker);
    const { current } = worker;
    worker.current = undefined;
    if (current) {
      this.#done();
      const how = `${worker.handle.name} of ${this.#kind.what} ${this.name} died with the task ${current.task.name}`;
      current.settle({ id: current.task.id, error: new WorkerDiedError(how) });
    }
    if (this.#state === 'open' || (this.#state === 'closed' && this.#waiting.length > 0)) {
      this.#hire();
      this.#assign();
    }
    if (this.#workers.size === 0 && this.#state !== 'open') for (const resolve of this.#ended.splice(0)) resolve();
  }

  #assign(): void {
    for (const worker of this.#workers) {
      if (this.#waiting.length === 0) break;
      if (worker.current) continue;
      const pending = this.#waiting.shift() as Pending;
      worker.current = pending;
      this.#busy++;
      handlesLeave(pending.handles);
      worker.tasks.put(pending.task);
    }
    if (this.#busy > 0 && this.#listening === undefined) void this.#listen();
  }

  /** Takes answers for as long as any are expected: an idle pool keeps nobody's event loop alive. */
  async #listen(): Promise<void> {
    const until = new AbortController();
    this.#listening = until;
    try {
      while (!until.signal.aborted) this.#answered(await this.#answers.getAsync({ signal: until.signal }));
    } catch {
      // Nobody owes an answer any more.
    }
  }

  /** One answer less is owed. */
  #done(): void {
    if (--this.#busy > 0) return;
    this.#listening?.abort();
    this.#listening = undefined;
  }

  #answered(answer: PoolAnswer): void {
    for (const worker of this.#workers) {
      const { current } = worker;
      if (current?.task.id !== answer.id) continue;
      worker.current = undefined;
      this.#done();
      current.settle(answer);
      break;
    }
    this.#assign();
    if (this.#state === 'closed') this.#dismissIdle();
  }

  #dismissIdle(): void {
    if (this.#waiting.length > 0) return;
    for (const worker of this.#workers) if (!worker.current) worker.tasks.shutdown();
  }
}

async function* inTurn<R>(chunks: Promise<readonly R[]>[]): AsyncGenerator<R, void> {
  for (const chunk of chunks) yield* await chunk;
}

/** Chunks in the order in which they settle, whether somebody looks meanwhile or not. */
function asTheyCome<R>(chunks: Promise<readonly R[]>[]): AsyncGenerator<R, void> {
  const settled: Promise<readonly R[]>[] = [];
  let wake = () => {};
  for (const chunk of chunks) {
    const tell = () => {
      settled.push(chunk);
      wake();
    };
    chunk.then(tell, tell);
  }
  async function* results(): AsyncGenerator<R, void> {
    for (let next = 0; next < chunks.length; next++) {
      if (settled.length === next) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      yield* await (settled[next] as Promise<readonly R[]>);
    }
  }
  return results();
}

function* wrap<T>(items: Iterable<T>): Iterable<[T]> {
  if (!isIterable(items)) {
    throw typeError(`map takes something iterable as items, got ${describe(items)}`);
  }
  for (const item of items) yield [item];
}

/** Options of imap and its kin: one item at once, unless they say otherwise. */
function oneByOne(options: ChunkOptions | undefined): ChunkOptions {
  return { chunkSize: checkOptions<ChunkOptions>(options, 'imap').chunkSize ?? 1 };
}

function checkChunk(size: unknown): number | undefined {
  return size === undefined ? undefined : checkInteger(size, 'chunkSize', 1, 2 ** 31 - 1);
}

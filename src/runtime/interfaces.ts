// biome-ignore-all lint/suspicious/noExplicitAny: a beginner need not write a type
/**
 * The shapes of Heddle's primitives, for code that takes either kind: the classes of heddle/threading,
 * heddle/multiprocessing and heddle/queue all have them.
 */

export interface Named {
  readonly name: string;
}
/** A held scope: disposing it releases, once. abandoned: the former holder died while holding. */
export interface Held extends Disposable {
  readonly abandoned: boolean;
}
export interface AsyncOptions {
  signal?: AbortSignal;
}

export interface Lockable extends Named {
  acquire(timeoutMs?: number): boolean;
  acquireAsync(timeoutMs?: number, options?: AsyncOptions): Promise<boolean>;
  hold(timeoutMs?: number): Held;
  holdAsync(timeoutMs?: number, options?: AsyncOptions): Promise<Held>;
  runExclusive<R>(fn: () => R | Promise<R>, timeoutMs?: number): Promise<R>;
}
export interface Lock extends Lockable {
  release(): void;
  locked(): boolean;
  /** True from an acquisition that recovered the lock from a dead holder until its release. */
  readonly abandoned: boolean;
}
export interface RLock extends Lock {} // owner: the thread (not the async flow)
export interface Semaphore extends Lockable {
  release(n?: number): void;
  readonly value: number; // permits free now; a snapshot
}
export interface Condition extends Lockable {
  // default lock: an RLock named `<name>.lock`
  release(): void;
  wait(timeoutMs?: number): boolean;
  waitAsync(timeoutMs?: number, options?: AsyncOptions): Promise<boolean>;
  waitFor(predicate: () => boolean, timeoutMs?: number): boolean;
  waitForAsync(predicate: () => boolean, timeoutMs?: number, options?: AsyncOptions): Promise<boolean>;
  notify(n?: number): void;
  notifyAll(): void;
}
export interface Event extends Named {
  isSet(): boolean;
  set(): void;
  clear(): void;
  wait(timeoutMs?: number): boolean;
  waitAsync(timeoutMs?: number, options?: AsyncOptions): Promise<boolean>;
}
export interface Barrier extends Named {
  readonly parties: number;
  readonly nWaiting: number;
  readonly broken: boolean;
  wait(timeoutMs?: number): number; // arrival index, 0 .. parties - 1
  waitAsync(timeoutMs?: number, options?: AsyncOptions): Promise<number>;
  reset(): void;
  abort(): void;
}
/** Many readers or one writer; writers are not starved. */
export interface RWLock extends Named {
  readonly read: Lockable & { release(): void };
  readonly write: Lockable & { release(): void };
}

export interface SimpleQueue<T = any> extends Named, Iterable<T>, AsyncIterable<T> {
  // iteration ends at shutdown or close
  put(item: T, timeoutMs?: number): void;
  putAsync(item: T, timeoutMs?: number, options?: AsyncOptions): Promise<void>;
  get(timeoutMs?: number): T;
  getAsync(timeoutMs?: number, options?: AsyncOptions): Promise<T>;
  putNowait(item: T): void;
  getNowait(): T;
  tryPut(item: T, timeoutMs?: number): boolean; // false instead of QueueFullError; default 0
  tryGet(timeoutMs?: number): { item: T } | undefined; // undefined instead of QueueEmptyError; default 0
  empty(): boolean;
  qsize(): number;
}
export interface Queue<T = any> extends SimpleQueue<T> {
  readonly maxsize: number; // <= 0: unbounded
  full(): boolean;
  shutdown(immediate?: boolean): void;
}
export interface JoinableQueue<T = any> extends Queue<T> {
  taskDone(): void;
  join(timeoutMs?: number): boolean;
  joinAsync(timeoutMs?: number, options?: AsyncOptions): Promise<boolean>;
}

export type ElementType =
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'float32'
  | 'float64';
/** One shared number (bigint for the 64-bit kinds). Plain reads and writes never tear, and do race. */
export interface Value<N extends number | bigint = number> extends Named {
  value: N;
  readonly lock: RLock;
  add(n: N): N; // atomic; returns the former value
  compareExchange(expected: N, replacement: N): N; // atomic; returns the former value
  update(fn: (current: N) => N): N; // under its lock; returns the new value
}
export interface SharedArray<N extends number | bigint = number> extends Named, Iterable<N> {
  readonly length: number;
  readonly lock: RLock;
  get(index: number): N;
  set(index: number, value: N): void;
  add(index: number, n: N): N;
  compareExchange(index: number, expected: N, replacement: N): N;
}
export interface Connection extends Disposable {
  send(value: unknown, timeoutMs?: number): void;
  sendAsync(value: unknown, timeoutMs?: number, options?: AsyncOptions): Promise<void>;
  recv(timeoutMs?: number): any; // PipeClosedError when the other end is closed and drained
  recvAsync(timeoutMs?: number, options?: AsyncOptions): Promise<any>;
  poll(timeoutMs?: number): boolean;
  close(): void;
}

export interface Worker extends Named {
  daemon: boolean; // LifecycleError when set after start
  readonly error: Error | undefined; // the uncaught error that ended it
  start(): this; // takes effect even if the caller blocks right after
  join(timeoutMs?: number): Promise<boolean>; // true: ended; does not throw the target's error
  isAlive(): boolean;
}
export interface Thread extends Worker {
  readonly ident: number | undefined;
}
export interface Process extends Worker {
  readonly pid: number | undefined;
  readonly exitcode: number | undefined;
  terminate(): void;
  kill(): void;
}
export interface PoolOptions {
  name?: string;
  chunkSize?: number;
}
export interface Pool extends Named, AsyncDisposable {
  readonly size: number;
  apply<A extends unknown[], R>(target: (...args: A) => R, args: A): Promise<Awaited<R>>;
  map<T, R>(target: (item: T) => R, items: Iterable<T>, options?: { chunkSize?: number }): Promise<Awaited<R>[]>;
  starmap<A extends unknown[], R>(
    target: (...args: A) => R,
    items: Iterable<A>,
    options?: { chunkSize?: number },
  ): Promise<Awaited<R>[]>;
  imap<T, R>(target: (item: T) => R, items: Iterable<T>, options?: { chunkSize?: number }): AsyncIterable<Awaited<R>>;
  imapUnordered<T, R>(
    target: (item: T) => R,
    items: Iterable<T>,
    options?: { chunkSize?: number },
  ): AsyncIterable<Awaited<R>>;
  close(): void;
  terminate(): void;
  join(): Promise<void>;
}

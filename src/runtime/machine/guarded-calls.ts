/**
 * Changes of memory under one mutex of the system, for where no atomic functions can be called: a robust pthread mutex in
 * the memory itself on Linux, a named mutex on Windows (forgotten with its last handle). Both pass on when their holder
 * dies; the word that it was changing was stored or was not.
 */
import { randomInt } from 'node:crypto';
import type { AtomicCalls } from './atomic-calls.ts';
import { foreign, systemError } from './foreign.ts';
import { GUARD_WORD } from './layout.ts';

interface Guard {
  lock(): void;
  unlock(): void;
}

const isWindows = process.platform === 'win32';
const runtime = () => foreign().load(isWindows ? 'msvcrt.dll' : 'libc.so.6');

/** Prepares the mutex in fresh memory. */
export function initGuard(base: number): void {
  if (isWindows) {
    const token = Int32Array.of(randomInt(1, 2 ** 31));
    runtime().func('memcpy', 'void', ['int64_t', 'void *', 'size_t'])(base + GUARD_WORD * 4, token, 4);
  } else if (process.platform === 'linux') {
    const libc = runtime();
    const attributes = new Uint8Array(64);
    const PTHREAD_PROCESS_SHARED = 1;
    const PTHREAD_MUTEX_ROBUST = 1;
    libc.func('pthread_mutexattr_init', 'int', ['void *'])(attributes);
    libc.func('pthread_mutexattr_setpshared', 'int', ['void *', 'int'])(attributes, PTHREAD_PROCESS_SHARED);
    libc.func('pthread_mutexattr_setrobust', 'int', ['void *', 'int'])(attributes, PTHREAD_MUTEX_ROBUST);
    libc.func('pthread_mutex_init', 'int', ['int64_t', 'void *'])(base + GUARD_WORD * 4, attributes);
  }
}

function robustMutex(base: number): Guard {
  const libc = runtime();
  const lock = libc.func('pthread_mutex_lock', 'int', ['int64_t']);
  const unlock = libc.func('pthread_mutex_unlock', 'int', ['int64_t']);
  const consistent = libc.func('pthread_mutex_consistent', 'int', ['int64_t']);
  const EOWNERDEAD = 130;
  const mutex = base + GUARD_WORD * 4;
  return {
    lock() {
      if (lock(mutex) === EOWNERDEAD) consistent(mutex);
    },
    unlock: () => void unlock(mutex),
  };
}

function namedMutex(base: number): Guard {
  const system = foreign().load('kernel32.dll');
  const token = new Int32Array(1);
  runtime().func('memcpy', 'void', ['void *', 'int64_t', 'size_t'])(token, base + GUARD_WORD * 4, 4);
  const mutex = system.func('CreateMutexW', 'int64_t', ['void *', 'int', 'str16'])(
    null,
    0,
    `Local\\heddle-${token[0]}`,
  );
  if (mutex === 0) throw systemError('CreateMutex');
  const wait = system.func('WaitForSingleObject', 'uint32_t', ['int64_t', 'uint32_t']);
  const release = system.func('ReleaseMutex', 'int', ['int64_t']);
  const INFINITE = 0xffffffff;
  return { lock: () => void wait(mutex, INFINITE), unlock: () => void release(mutex) };
}

/** The calls; `base`: where the memory begins. */
export function guarded(base: number): AtomicCalls {
  const mutex = isWindows ? namedMutex(base) : robustMutex(base);
  const libc = runtime();
  const read = libc.func('memcpy', 'void', ['void *', 'int64_t', 'size_t']);
  const write = libc.func('memcpy', 'void', ['int64_t', 'void *', 'size_t']);
  const word = new Int32Array(1);
  const double = new BigInt64Array(1);
  /** Reads what is at the address into the cell, lets it be changed there, and writes it back. */
  const guard = (cell: Int32Array | BigInt64Array, address: number, change: () => void) => {
    mutex.lock();
    read(cell, address, cell.byteLength);
    change();
    write(address, cell, cell.byteLength);
    mutex.unlock();
  };
  const change32 = (address: number, next: (former: number) => number): number => {
    let former = 0;
    guard(word, address, () => {
      former = word[0] as number;
      word[0] = next(former);
    });
    return former;
  };
  const change64 = (address: number, next: (former: bigint) => bigint): bigint => {
    let former = 0n;
    guard(double, address, () => {
      former = double[0] as bigint;
      double[0] = next(former);
    });
    return former;
  };
  return {
    load: (address) => change32(address, (former) => former),
    store: (address, value) => void change32(address, () => value),
    add: (address, n) => change32(address, (former) => (former + n) | 0),
    compareExchange: (address, expected, replacement) =>
      change32(address, (former) => (former === expected ? replacement : former)),
    load64: (address) => change64(address, (former) => former),
    compareExchange64: (address, expected, replacement) =>
      change64(address, (former) => (former === expected ? replacement : former)),
  };
}

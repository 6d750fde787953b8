/**
 * Atomic changes of memory by calling functions that do them. What there is differs: every desktop on which Electron runs
 * has GLib, whose functions are real processor atomics, as JavaScript's own are; GCC's libatomic has them, too. Where
 * there is neither, every change is made under one robust mutex of the system in the memory itself: a process that dies
 * with it leaves a word that was stored or was not, and the kernel hands the mutex on.
 *
 * All processes of a program run on the same machine and find the same functions, so they never mix the ways.
 */
import { foreign } from './foreign.ts';
import { guarded } from './guarded-calls.ts';

/** Atomic operations at an address. */
export interface AtomicCalls {
  load(address: number): number;
  store(address: number, value: number): void;
  /** Adds and returns the former value. */
  add(address: number, n: number): number;
  /** Stores the replacement if it is as expected; returns the former value. */
  compareExchange(address: number, expected: number, replacement: number): number;
  /** The same for eight bytes. */
  load64(address: number): bigint;
  compareExchange64(address: number, expected: bigint, replacement: bigint): bigint;
}

type Call = Library['func'] extends (definition: string) => infer F ? F : never;
type Library = ReturnType<ReturnType<typeof foreign>['load']>;

const int64 = (value: number | bigint) => BigInt.asIntN(64, BigInt(value));

/** The best that this machine has; `address`: where the memory begins. */
export function atomicCalls(address: number): AtomicCalls {
  const wish = process.env.HEDDLE_ATOMICS;
  for (const [name, make] of Object.entries(WAYS)) {
    if (wish !== undefined && wish !== name) continue;
    try {
      return make(address);
    } catch {
      // Not on this machine.
    }
  }
  throw new Error('this system has no atomic functions that could be called');
}

const WAYS: Readonly<Record<string, (address: number) => AtomicCalls>> = { glib, libatomic, system, guarded };

function loadFirst(names: readonly string[]): Library {
  for (const name of names) {
    try {
      return foreign().load(name);
    } catch {
      // The next one.
    }
  }
  throw new Error(`none of ${names.join(', ')} is there`);
}

function glib(): AtomicCalls {
  const library = loadFirst(['libglib-2.0.so.0', 'libglib-2.0.0.dylib']);
  const get = library.func('g_atomic_int_get', 'int', ['int64_t']) as Call;
  const set = library.func('g_atomic_int_set', 'void', ['int64_t', 'int']) as Call;
  const add = library.func('g_atomic_int_add', 'int', ['int64_t', 'int']) as Call;
  const exchange = library.func('g_atomic_int_compare_and_exchange', 'int', ['int64_t', 'int', 'int']) as Call;
  const get64 = library.func('g_atomic_pointer_get', 'int64_t', ['int64_t']) as Call;
  const exchange64 = library.func('g_atomic_pointer_compare_and_exchange', 'int', [
    'int64_t',
    'int64_t',
    'int64_t',
  ]) as Call;
  return {
    load: get,
    store: set,
    add,
    compareExchange(address, expected, replacement) {
      for (;;) {
        if (exchange(address, expected, replacement) !== 0) return expected;
        const former = get(address);
        if (former !== expected) return former;
      }
    },
    load64: (address) => int64(get64(address)),
    compareExchange64(address, expected, replacement) {
      for (;;) {
        if (exchange64(address, expected, replacement) !== 0) return expected;
        const former = int64(get64(address));
        if (former !== expected) return former;
      }
    },
  };
}

function libatomic(): AtomicCalls {
  const library = loadFirst(['libatomic.so.1']);
  const SEQUENTIAL = 5;
  const get = library.func('__atomic_load_4', 'int', ['int64_t', 'int']) as Call;
  const set = library.func('__atomic_store_4', 'void', ['int64_t', 'int', 'int']) as Call;
  const add = library.func('__atomic_fetch_add_4', 'int', ['int64_t', 'int', 'int']) as Call;
  const exchange = library.func('__atomic_compare_exchange_4', 'bool', [
    'int64_t',
    'void *',
    'int',
    'int',
    'int',
  ]) as Call;
  const get64 = library.func('__atomic_load_8', 'int64_t', ['int64_t', 'int']) as Call;
  const exchange64 = library.func('__atomic_compare_exchange_8', 'bool', [
    'int64_t',
    'void *',
    'int64_t',
    'int',
    'int',
  ]) as Call;
  const former = new Int32Array(1);
  const former64 = new BigInt64Array(1);
  return {
    load: (address) => get(address, SEQUENTIAL),
    store: (address, value) => set(address, value, SEQUENTIAL),
    add: (address, n) => add(address, n, SEQUENTIAL),
    compareExchange(address, expected, replacement) {
      former[0] = expected;
      exchange(address, former, replacement, SEQUENTIAL, SEQUENTIAL);
      return former[0] as number;
    },
    load64: (address) => int64(get64(address, SEQUENTIAL)),
    compareExchange64(address, expected, replacement) {
      former64[0] = expected;
      exchange64(address, former64, replacement, SEQUENTIAL, SEQUENTIAL);
      return former64[0] as bigint;
    },
  };
}

/** macOS's own, old and still there. */
function system(): AtomicCalls {
  const library = loadFirst(['libSystem.B.dylib']);
  const add = library.func('OSAtomicAdd32Barrier', 'int', ['int', 'int64_t']) as Call;
  const exchange = library.func('OSAtomicCompareAndSwap32Barrier', 'bool', ['int', 'int', 'int64_t']) as Call;
  const add64 = library.func('OSAtomicAdd64Barrier', 'int64_t', ['int64_t', 'int64_t']) as Call;
  const exchange64 = library.func('OSAtomicCompareAndSwap64Barrier', 'bool', ['int64_t', 'int64_t', 'int64_t']) as Call;
  // They return the new value; adding nothing reads.
  const load = (address: number): number => add(0, address);
  const load64 = (address: number): bigint => int64(add64(0, address));
  const compareExchange = (address: number, expected: number, replacement: number): number => {
    for (;;) {
      if (exchange(expected, replacement, address)) return expected;
      const former = load(address);
      if (former !== expected) return former;
    }
  };
  return {
    load,
    store(address, value) {
      for (let former = load(address); ; former = load(address)) {
        if (compareExchange(address, former, value) === former) return;
      }
    },
    add: (address, n) => (add(n, address) - n) | 0,
    compareExchange,
    load64,
    compareExchange64(address, expected, replacement) {
      for (;;) {
        if (exchange64(expected, replacement, address)) return expected;
        const former = load64(address);
        if (former !== expected) return former;
      }
    },
  };
}

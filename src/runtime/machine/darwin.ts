/**
 * macOS: an unlinked file, mapped; sleeping on its words through os_sync_wait_on_address (macOS 14.4) or, before that, the
 * calls under it. Written by the system's headers and not tried on a Mac yet.
 */
import { ftruncateSync } from 'node:fs';
import { foreign } from './foreign.ts';
import type { Kernel } from './kernel.ts';
import { createUnlinkedFile } from './unlinked-file.ts';
import { type WaitQueue, WaitQueueParker } from './wait-queue.ts';

const PROT_READ_WRITE = 3;
const MAP_SHARED = 1;
const ETIMEDOUT = 60;
/** os_sync_*: the word is shared between processes. */
const SHARED = 1;
const CLOCK_MACH_ABSOLUTE_TIME = 32;
/** __ulock_*: compare and wait on a word shared between processes; wake all. */
const COMPARE_AND_WAIT_SHARED = 3;
const WAKE_ALL = 0x100;

type Call = (...args: (number | bigint | string | object | null)[]) => number;

/** macOS's calls. */
export function darwinKernel(): Kernel {
  const libc = foreign().load('libSystem.B.dylib');
  const mmap = libc.func('mmap', 'int64_t', ['int64_t', 'size_t', 'int', 'int', 'int', 'int64_t']) as Call;
  const queue = waitQueue();
  return {
    createMemoryFile: createUnlinkedFile,
    map(fd, bytes) {
      const address = mmap(0, bytes, PROT_READ_WRITE, MAP_SHARED, fd, 0);
      return address === -1 ? 0 : address;
    },
    extend(fd, _from, to) {
      try {
        ftruncateSync(fd, to);
        return true;
      } catch {
        return false;
      }
    },
    parker: (memory, address) => new WaitQueueParker(memory, address, queue),
  };
}

function waitQueue(): WaitQueue {
  const koffi = foreign();
  const libc = koffi.load('libSystem.B.dylib');
  try {
    const wait = libc.func('os_sync_wait_on_address_with_timeout', 'int', [
      'int64_t', 'uint64_t', 'size_t', 'uint32_t', 'uint32_t', 'uint64_t',
    ]) as Call; // biome-ignore format: a list
    const one = libc.func('os_sync_wake_by_address_any', 'int', ['int64_t', 'size_t', 'uint32_t']) as Call;
    const all = libc.func('os_sync_wake_by_address_all', 'int', ['int64_t', 'size_t', 'uint32_t']) as Call;
    return {
      wait(address, expected, timeoutMs) {
        const ns = Math.max(1, Math.ceil(timeoutMs * 1e6));
        return (
          wait(address, expected >>> 0, 4, SHARED, CLOCK_MACH_ABSOLUTE_TIME, ns) >= 0 || koffi.errno() !== ETIMEDOUT
        );
      },
      wake(address, count) {
        if (count === 1) one(address, 4, SHARED);
        else all(address, 4, SHARED);
        return 0;
      },
    };
  } catch {
    const wait = libc.func('__ulock_wait', 'int', ['uint32_t', 'int64_t', 'uint64_t', 'uint32_t']) as Call;
    const wake = libc.func('__ulock_wake', 'int', ['uint32_t', 'int64_t', 'uint64_t']) as Call;
    return {
      wait(address, expected, timeoutMs) {
        const us = Math.max(1, Math.ceil(timeoutMs * 1000));
        return wait(COMPARE_AND_WAIT_SHARED, address, expected >>> 0, us) >= 0 || koffi.errno() !== ETIMEDOUT;
      },
      wake(address, count) {
        wake(COMPARE_AND_WAIT_SHARED | (count === 1 ? 0 : WAKE_ALL), address, 0);
        return 0;
      },
    };
  }
}

/** What the process memory needs of Linux: an unnamed file in memory, a mapping of it, and the kernel's wait queue (futex). */
import { foreign, systemError } from './foreign.ts';
import type { Kernel } from './kernel.ts';
import { type WaitQueue, WaitQueueParker } from './wait-queue.ts';

const PROT_READ_WRITE = 3;
const MAP_SHARED = 1;
const MAP_NORESERVE = 0x4000;
/** Below 2^30 and where nothing else is wont to be; the kernel takes another place when something is there after all. */
const LOW_ADDRESS = 0x3000_0000;
const MFD_CLOEXEC = 1;
const F_SETFD = 2;
const FD_CLOEXEC = 1;
const FUTEX_WAIT = 0;
const FUTEX_WAKE = 1;
const ETIMEDOUT = 110;
/** Number of the futex system call. */
const SYS_FUTEX: Readonly<Record<string, number>> = {
  x64: 202,
  arm64: 98,
  riscv64: 98,
  loong64: 98,
  ppc64: 221,
  s390x: 238,
};

type Call = (...args: (number | bigint | string | object | null)[]) => number;

/** Linux's calls. */
export function linuxKernel(): Kernel {
  const koffi = foreign();
  const libc = koffi.load(null);
  const number = SYS_FUTEX[process.arch];
  if (number === undefined) throw new Error(`primitives between processes are not available on ${process.arch}`);
  const memfd = libc.func('int memfd_create(const char *name, unsigned int flags)') as Call;
  const ftruncate = libc.func('int ftruncate(int fd, int64_t length)') as Call;
  const fallocate = libc.func('int posix_fallocate(int fd, int64_t offset, int64_t length)') as Call;
  const fcntl = libc.func('int fcntl(int fd, int command, int argument)') as Call;
  const mmap = libc.func(
    'int64_t mmap(int64_t address, size_t length, int protection, int flags, int fd, int64_t offset)',
  ) as Call;
  const futexWait = libc.func(
    'int64_t syscall(int64_t number, int64_t address, int op, int value, void *timeout)',
  ) as Call;
  const futexWake = libc.func('int64_t syscall(int64_t number, int64_t address, int op, int count)') as Call;
  const duration = new BigInt64Array(2);
  let durationMs = 0;
  const queue: WaitQueue = {
    wait(address, expected, timeoutMs) {
      // Nearly always the same: bigints cost more than the comparison.
      if (timeoutMs !== durationMs) {
        const ns = Math.ceil(timeoutMs * 1e6);
        duration[0] = BigInt(Math.floor(ns / 1e9));
        duration[1] = BigInt(ns % 1e9);
        durationMs = timeoutMs;
      }
      return futexWait(number, address, FUTEX_WAIT, expected, duration) === 0 || koffi.errno() !== ETIMEDOUT;
    },
    wake: (address, count) => futexWake(number, address, FUTEX_WAKE, Math.min(count, 0x7fffffff)),
  };
  const mapAt = (wish: number, fd: number, bytes: number): number => {
    const address = mmap(wish, bytes, PROT_READ_WRITE, MAP_SHARED | MAP_NORESERVE, fd, 0);
    return address === -1 ? 0 : address;
  };
  return {
    createMemoryFile(bytes) {
      const fd = memfd('heddle', MFD_CLOEXEC);
      if (fd < 0) throw systemError('memfd_create');
      if (ftruncate(fd, bytes) < 0) throw systemError('ftruncate');
      return fd;
    },
    extend(fd, from, to) {
      return fallocate(fd, from, to - from) === 0;
    },
    map(fd, bytes) {
      // A child got the file by inheritance; what it executes itself shall not.
      fcntl(fd, F_SETFD, FD_CLOEXEC);
      return mapAt(0, fd, bytes);
    },
    mapLow: (fd, bytes) => mapAt(LOW_ADDRESS, fd, bytes),
    parker: (memory, address) => new WaitQueueParker(memory, address, queue),
  };
}

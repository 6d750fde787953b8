/**
 * Windows: a temporary file that is deleted with its last handle, mapped sparsely. Windows lets threads sleep on addresses
 * within one process only, so words are gathered into groups, each with a kernel semaphore: sleepers count themselves in
 * shared memory, whoever wakes takes the count and gives as many permits. Waking too many is harmless: they look again.
 * The semaphores have names, which Windows forgets with their last handle. Tried under Wine (scripts/windows.mjs), not on
 * Windows itself yet.
 */
import { randomInt } from 'node:crypto';
import { Doorbell } from './doorbell.ts';
import { foreign, systemError } from './foreign.ts';
import type { Kernel } from './kernel.ts';
import { CONTROL_BYTES, SLEEPER_GROUPS, SLEEPERS, SLEEPERS_TOKEN } from './layout.ts';
import type { SharedMemory } from './memory.ts';
import { createUnlinkedFile } from './unlinked-file.ts';
import type { Parker } from './view-memory.ts';
import { SLICE_MS } from './wait-queue.ts';

const PAGE_READWRITE = 4;
const FILE_MAP_ALL_ACCESS = 0xf001f;
const FSCTL_SET_SPARSE = 0x900c4;
const WAIT_TIMEOUT = 0x102;
const MOST_PERMITS = 0x7fffffff;

type Call = (...args: (number | bigint | string | object | null)[]) => number;

/** Windows' calls. */
export function windowsKernel(): Kernel {
  const koffi = foreign();
  const system = koffi.load('kernel32.dll');
  // Node exports libuv's functions: the table of descriptors is its own.
  const handleOf = koffi.load(process.execPath).func('uv_get_osfhandle', 'int64_t', ['int']) as Call;
  const control = system.func('DeviceIoControl', 'int', [
    'int64_t', 'uint32_t', 'void *', 'uint32_t', 'void *', 'uint32_t', 'void *', 'void *',
  ]) as Call; // biome-ignore format: a list
  const createMapping = system.func('CreateFileMappingW', 'int64_t', [
    'int64_t', 'void *', 'uint32_t', 'uint32_t', 'uint32_t', 'str16',
  ]) as Call; // biome-ignore format: a list
  const mapView = system.func('MapViewOfFile', 'int64_t', [
    'int64_t', 'uint32_t', 'uint32_t', 'uint32_t', 'size_t',
  ]) as Call; // biome-ignore format: a list
  return {
    createMemoryFile(bytes) {
      const fd = createUnlinkedFile(bytes);
      // Only what is written takes room on the disk.
      control(handleOf(fd), FSCTL_SET_SPARSE, null, 0, null, 0, new Uint8Array(8), null);
      return fd;
    },
    map(fd, bytes) {
      const high = Math.floor(bytes / 2 ** 32);
      const mapping = createMapping(handleOf(fd), null, PAGE_READWRITE, high, bytes % 2 ** 32, null);
      return mapping === 0 ? 0 : mapView(mapping, FILE_MAP_ALL_ACCESS, 0, 0, 0);
    },
    // The mapping has made the file as long as it can get.
    extend: (_fd, from, to) => from >= CONTROL_BYTES && to >= from,
    parker: (memory) => new GroupParker(memory, system),
  };
}

class GroupParker implements Parker {
  readonly #memory: SharedMemory;
  readonly #bell: Doorbell;
  readonly #semaphores: number[] = [];
  readonly #create: Call;
  readonly #wait: Call;
  readonly #release: Call;

  constructor(memory: SharedMemory, system: ReturnType<ReturnType<typeof foreign>['load']>) {
    this.#memory = memory;
    this.#bell = new Doorbell(memory);
    this.#create = system.func('CreateSemaphoreW', 'int64_t', ['void *', 'int', 'int', 'str16']) as Call;
    this.#wait = system.func('WaitForSingleObject', 'uint32_t', ['int64_t', 'uint32_t']) as Call;
    this.#release = system.func('ReleaseSemaphore', 'int', ['int64_t', 'int', 'void *']) as Call;
  }
  park(word: number, expected: number, timeoutMs: number): boolean {
    const memory = this.#memory;
    const group = groupOf(word);
    const semaphore = this.#semaphore(group);
    // First say that one sleeps, then look: whoever changes the word does it before taking the count.
    memory.add(SLEEPERS + group, 1);
    if (memory.load(word) !== expected) {
      this.#awake(group);
      return true;
    }
    const slice = Math.min(timeoutMs, SLICE_MS);
    if (this.#wait(semaphore, Math.ceil(slice)) !== WAIT_TIMEOUT) return true;
    this.#awake(group);
    return timeoutMs > SLICE_MS;
  }
  unpark(word: number, _count: number): boolean {
    const group = groupOf(word);
    const sleepers = this.#memory.exchange(SLEEPERS + group, 0);
    if (sleepers > 0) this.#release(this.#semaphore(group), sleepers, null);
    this.#bell.ring(word);
    return sleepers > 0;
  }
  parkAsync(word: number, expected: number, timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
    return this.#bell.wait(word, expected, timeoutMs, signal);
  }

  /** Takes one sleeper off the count, unless a waker has taken the count. */
  #awake(group: number): void {
    const memory = this.#memory;
    for (let now = memory.load(SLEEPERS + group); now > 0; now = memory.load(SLEEPERS + group)) {
      if (memory.compareExchange(SLEEPERS + group, now, now - 1) === now) return;
    }
  }
  #semaphore(group: number): number {
    const known = this.#semaphores[group];
    if (known !== undefined) return known;
    const memory = this.#memory;
    memory.compareExchange(SLEEPERS_TOKEN, 0, randomInt(1, 2 ** 31));
    const name = `Local\\heddle-${memory.load(SLEEPERS_TOKEN)}-${group}`;
    const semaphore = this.#create(null, 0, MOST_PERMITS, name);
    if (semaphore === 0) throw systemError('CreateSemaphore');
    this.#semaphores[group] = semaphore;
    return semaphore;
  }
}

const groupOf = (word: number) => (word >>> 4) % SLEEPER_GROUPS;

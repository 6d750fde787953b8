/**
 * Heddle's locks against packages from npm, each in its own discipline: flows of one thread (async-mutex), threads
 * (multithreading), processes by a lock file (proper-lockfile) and by a broker on loopback (live-mutex). The packages are fetched into
 * bench/peers when this runs, not with Heddle's own dependencies. Run: node bench/peers.bench.ts
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Bench } from 'tinybench';
import { evaluationEnded } from '../src/runtime/context.ts';
import { Lock as ProcessLock } from '../src/runtime/multiprocessing.ts';
import { Lock } from '../src/runtime/threading.ts';
import { faster } from './report.ts';

evaluationEnded();
const PAIRS = 1000;
/** What costs a file or a message a time. */
const SLOW_PAIRS = 20;

interface LiveMutex {
  Broker: new (options: object) => { ensure(): Promise<unknown>; close(done: () => void): void };
  Client: new (
    options: object,
  ) => {
    ensure(): Promise<unknown>;
    acquire(key: string): Promise<{ id: string }>;
    release(key: string, options: { id: string }): Promise<unknown>;
    close(): void;
  };
}

const peers = fileURLToPath(new URL('peers/', import.meta.url));
if (!existsSync(join(peers, 'node_modules'))) {
  console.log('Fetching the packages to compare with ...');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status } = spawnSync(npm, ['ci', '--ignore-scripts', '--no-audit'], {
    cwd: peers,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('npm ci in bench/peers failed');
}
const resolve = createRequire(join(peers, 'package.json'));
const { Mutex } = resolve('async-mutex') as { Mutex: new () => { acquire(): Promise<() => void> } };
const multithreading = (await import(
  pathToFileURL(join(peers, 'node_modules/multithreading/src/node/lib.js')).href
)) as { Mutex: new () => { blockingLock(): { dispose(): void } }; shutdown?: () => void };
const lockfile = resolve('proper-lockfile') as { lockSync(file: string): () => void };
const { Broker, Client } = resolve('live-mutex') as LiveMutex;

const folder = mkdtempSync(join(tmpdir(), 'heddle-bench-'));
const file = join(folder, 'resource');
writeFileSync(file, '');
const port = 20_000 + (process.pid % 20_000);
const broker = new Broker({ port, host: '127.0.0.1' });
await broker.ensure();
const client = new Client({ port, host: '127.0.0.1' });
await client.ensure();

const asyncMutex = new Mutex();
const threadMutex = new multithreading.Mutex();
const lock = new Lock();
const processLock = new ProcessLock();

const bench = new Bench({ time: 400, warmupTime: 200 });
bench
  .add('Heddle async', async () => {
    for (let i = 0; i < PAIRS; i++) {
      await lock.acquireAsync();
      lock.release();
    }
  })
  .add('async-mutex', async () => {
    for (let i = 0; i < PAIRS; i++) (await asyncMutex.acquire())();
  })
  .add('Heddle threads', () => {
    for (let i = 0; i < PAIRS; i++) {
      const held = lock.hold();
      held[Symbol.dispose]();
    }
  })
  .add('multithreading', () => {
    for (let i = 0; i < PAIRS; i++) threadMutex.blockingLock().dispose();
  })
  .add('Heddle processes', () => {
    for (let i = 0; i < PAIRS; i++) {
      processLock.acquire();
      processLock.release();
    }
  })
  .add('proper-lockfile', () => {
    for (let i = 0; i < SLOW_PAIRS; i++) lockfile.lockSync(file)();
  })
  .add('live-mutex', async () => {
    for (let i = 0; i < SLOW_PAIRS; i++) {
      const { id } = await client.acquire('resource');
      await client.release('resource', { id });
    }
  });
await bench.run();

const ns = (name: string, pairs: number): number => {
  const result = bench.getTask(name)?.result;
  if (!result || !('latency' in result)) throw new Error(`${name}: ${JSON.stringify(result)}`);
  return (result.latency.min * 1e6) / pairs;
};
for (const [what, ours, name, pairs] of [
  ['Lock.acquireAsync + release', 'Heddle async', 'async-mutex', PAIRS],
  ['thread Lock, hold + dispose', 'Heddle threads', 'multithreading', PAIRS],
  ['process Lock, acquire + release', 'Heddle processes', 'proper-lockfile', SLOW_PAIRS],
  ['process Lock, acquire + release', 'Heddle processes', 'live-mutex', SLOW_PAIRS],
] as const) {
  faster(what, 'ns', ns(ours, PAIRS), { name, value: ns(name, pairs) }, 1);
}

client.close();
await new Promise<void>((done) => broker.close(done));
rmSync(folder, { recursive: true, force: true });
// Some of the packages keep timers and workers for themselves.
process.exit(0);

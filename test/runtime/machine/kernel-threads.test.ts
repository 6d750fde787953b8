import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { isTaskRunning, kernelThread, startOf } from '../../../src/runtime/machine/kernel-threads.ts';

const linux = process.platform === 'linux' ? describe : describe.skip;

linux('Threads of the kernel', () => {
  const children: ChildProcess[] = [];
  const start = async () => {
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    children.push(child);
    await once(child, 'spawn');
    return child.pid as number;
  };
  const openStats = () =>
    readdirSync('/proc/self/fd').filter((fd) => {
      try {
        return /^\/proc\/\d+\/task\/\d+\/stat$/.test(readlinkSync(`/proc/self/fd/${fd}`));
      } catch {
        return false;
      }
    }).length;

  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });

  it('are there while they run, under their number and since they started', async () => {
    const own = kernelThread();
    assert.ok(isTaskRunning(process.pid, own, startOf(process.pid, own)));
    const pid = await start();
    const started = startOf(pid, pid);
    assert.ok(started > 0);
    assert.ok(isTaskRunning(pid, pid, started));
    assert.ok(!isTaskRunning(pid, pid, started + 1), 'a number that was given to another one');
  });
  it('are gone when they were killed, even before anybody could reap them', async () => {
    const pid = await start();
    const started = startOf(pid, pid);
    assert.ok(isTaskRunning(pid, pid, started));
    process.kill(pid, 'SIGKILL');
    const deadline = performance.now() + 5000;
    // The event loop does not turn meanwhile: the child stays a zombie.
    while (isTaskRunning(pid, pid, started)) assert.ok(performance.now() < deadline);
    assert.equal(startOf(0, 0), 0);
  });
  it('keep few files open, and none of those that are gone', async () => {
    const before = openStats();
    const pids = await Promise.all(Array.from({ length: 24 }, start));
    const started = pids.map((pid) => startOf(pid, pid));
    assert.equal(openStats(), before);
    const look = () => pids.map((pid, i) => isTaskRunning(pid, pid, started[i]!));
    assert.deepEqual(new Set(look()), new Set([true]));
    assert.ok(openStats() <= 16, `${openStats()} files`);
    assert.deepEqual(new Set(look()), new Set([true]));
    const ended = children.map((child) => once(child, 'exit'));
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(ended);
    assert.deepEqual(new Set(look()), new Set([false]));
    assert.ok(openStats() <= before, `${openStats()} files`);
  });
});

import { strict as assert } from 'node:assert';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TraceModel } from '../../../src/trace/model.ts';
import { eventually, heddle, programs, readFrames } from './support.ts';

const processesOf = (model: TraceModel) => model.actors.filter(({ kind }) => kind === 'process');
const folder = () => vscode.workspace.workspaceFolders![0]!.uri.fsPath;

describe('Running programs', () => {
  afterEach(async () => {
    await (await heddle()).stop();
    await eventually('the programs to be gone', () => programs().length === 0);
  });

  it('Run Mutex Demo puts three processes and their lock on the timeline', async () => {
    const api = await heddle();
    await vscode.commands.executeCommand('heddle.runMutexDemo');
    assert.equal(api.run?.pattern, 'mutex');
    assert.equal(api.run?.live, false);
    const model = readFrames(api.frames);
    const [first, ...children] = processesOf(model);
    assert.equal(first?.parent === -1 || model.actors[first!.parent]?.kind === 'session', true);
    assert.equal(children.length, 3);
    assert.equal(new Set(processesOf(model).map(({ pid }) => pid)).size, 4);
    const locks = model.resources.filter(({ kind }) => kind === 'lock');
    assert.equal(locks.length, 1);
    // Each of the three has held it, and at some time two others have waited for it.
    const users = model.users(locks[0]!.id);
    for (const child of children) assert.ok(users.has(child.id), `${child.name} never used the lock`);
    for (const lane of model.lanes.filter(({ actor }) => children.some(({ id }) => id === actor)))
      assert.ok(
        lane.holds.some((row) => row.length > 0),
        `${model.actors[lane.actor]!.name} never held the lock`,
      );
  });

  it('Run Semaphore Demo lets ten processes share three permits', async () => {
    const api = await heddle();
    await vscode.commands.executeCommand('heddle.runSemaphoreDemo');
    const model = readFrames(api.frames);
    assert.equal(processesOf(model).length, 11);
    const semaphore = model.resources.find(({ kind }) => kind === 'semaphore');
    assert.equal(semaphore?.initial, 3);
  });

  it('Run Producer-Consumer Demo moves ten buns through a queue of three', async () => {
    const api = await heddle();
    await vscode.commands.executeCommand('heddle.runProducerConsumerDemo');
    const model = readFrames(api.frames);
    const queue = model.resources.find(({ kind }) => kind === 'queue');
    assert.equal(queue?.capacity, 3);
    const count = { put: 0, get: 0 };
    for (let index = 0; index < model.store.length; index++) {
      const op = model.store.op(index);
      if (
        (op === 'put' || op === 'get') &&
        model.store.outcome(index) === 'ok' &&
        model.store.resource(index) === queue?.id
      )
        count[op]++;
    }
    // Ten buns and the sentinel.
    assert.deepEqual(count, { put: 11, get: 11 });
  });

  it('runs a file of the workspace, with the program’s output in the channel', async () => {
    const api = await heddle();
    const result = await api.runFile(join(folder(), 'printers.ts'));
    assert.equal(result.reason, 'ended', result.message);
    assert.equal(result.exitCode, 0, result.message);
    const names = processesOf(readFrames(api.frames)).map(({ name }) => name);
    assert.deepEqual(names.slice(1).sort(), ['letter', 'poster', 'report']);
  });

  it('Stop ends a program that would never end, and everything it started', async () => {
    const api = await heddle();
    const file = join(folder(), 'endless.ts');
    await writeFile(
      file,
      `import { main } from 'heddle';
import { Lock, Process } from 'heddle/multiprocessing';
export function wait(lock: Lock): void { lock.acquire(); }
main(async () => {
  const lock = new Lock();
  lock.acquire();
  const child = new Process(wait, [lock]);
  child.start();
  await child.join();
});
`,
    );
    const ended = api.runFile(file);
    await eventually('the child to wait', () => processesOf(readFrames(api.frames)).length === 2);
    assert.ok(programs().length > 0, 'no program is running');
    await vscode.commands.executeCommand('heddle.stop');
    assert.equal((await ended).reason, 'stopped');
    assert.deepEqual(programs(), []);
  });

  it('says what is wrong with a program that cannot start, and stays usable', async () => {
    const api = await heddle();
    const file = join(folder(), 'broken.ts');
    await writeFile(file, 'this is no program at all (');
    const broken = await api.runFile(file);
    assert.notEqual(broken.exitCode, 0);
    assert.equal((await api.runPattern('serial-join')).exitCode, 0);
  });

  it('takes a second program while one runs without leaving the first behind', async () => {
    const api = await heddle();
    const first = api.runPattern('semaphore');
    await eventually('the first to show up', () => api.run?.pattern === 'semaphore' && api.frames.length > 0);
    const second = await api.runPattern('mutex');
    assert.equal(second.exitCode, 0);
    assert.equal((await first).reason, 'stopped');
    assert.equal(api.run?.pattern, 'mutex');
  });
});

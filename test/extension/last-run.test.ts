import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { RunHistory } from '../../src/extension/history.ts';
import { KEPT_BYTES, LastRun, runsDirectory } from '../../src/extension/last-run.ts';

describe('The last run', () => {
  let storage: string;
  let directory: string;
  beforeEach(async () => {
    storage = await mkdtemp(join(tmpdir(), 'heddle-last-run-'));
    directory = runsDirectory(storage, 'file:///a');
  });
  afterEach(() => rm(storage, { recursive: true, force: true }));

  function play(history: RunHistory, id: string, ...bytes: number[]): void {
    const run = { id, title: `Run ${id}`, program: '/p/a.ts', live: true };
    history.begin(run);
    history.add(Uint8Array.from(bytes));
    history.end({ ...run, live: false, summary: 'Ended' });
  }

  async function restored(): Promise<RunHistory> {
    const history = new RunHistory();
    await new LastRun(directory).restore(history);
    return history;
  }
  const bytesOf = (chunks: readonly Uint8Array[] | undefined) => [...Buffer.concat(chunks ?? [])];

  it('and the one before it come back, and nothing older is kept', async () => {
    const history = new RunHistory();
    const kept = new LastRun(directory);
    for (const [id, byte] of [['a', 1] as const, ['b', 2] as const, ['c', 3] as const]) {
      play(history, id, byte, byte);
      await kept.save(history);
    }
    const back = await restored();
    assert.deepEqual(back.run, history.run);
    assert.deepEqual(bytesOf(back.chunks), [3, 3]);
    assert.equal(back.previous?.run.id, 'b');
    assert.deepEqual(bytesOf(back.previous?.chunks), [2, 2]);
    assert.deepEqual((await readdir(directory)).sort(), ['b.frames', 'c.frames', 'last-run.json']);
  });

  it('is there at every moment while the old window writes it again and again', async () => {
    const history = new RunHistory();
    play(history, 'a', ...Array.from({ length: 100_000 }, () => 7));
    const old = new LastRun(directory);
    await old.save(history);
    let writing = true;
    const writes = (async () => {
      for (let i = 0; i < 200; i++) await old.save(history);
      writing = false;
    })();
    let reads = 0;
    for (; writing || reads < 10; reads++) assert.equal((await restored()).bytes, 100_000);
    await writes;
  });

  it('survives a window in which no timeline was looked at', async () => {
    const history = new RunHistory();
    play(history, 'a', 1);
    await new LastRun(directory).save(history);
    await new LastRun(directory).save(new RunHistory());
    assert.equal((await restored()).run?.id, 'a');
  });

  it('is gone once it was cleared, and when it is too long to keep', async () => {
    const history = new RunHistory();
    const kept = new LastRun(directory);
    play(history, 'a', 1);
    await kept.save(history);
    await kept.forget();
    assert.equal((await restored()).run, undefined);
    play(history, 'b', 1);
    await kept.save(history);
    history.add(new Uint8Array(KEPT_BYTES));
    await kept.save(history);
    assert.equal((await restored()).run, undefined);
    assert.deepEqual(await readdir(directory), ['last-run.json']);
  });

  it('is kept for the workspaces used last', async () => {
    for (let i = 0; i < 25; i++) {
      const history = new RunHistory();
      play(history, 'a', i);
      await new LastRun(runsDirectory(storage, `file:///${i}`)).save(history);
      await setTimeout(5);
    }
    assert.equal((await readdir(dirname(directory))).length, 20);
    directory = runsDirectory(storage, 'file:///24');
    assert.deepEqual(bytesOf((await restored()).chunks), [24]);
    directory = runsDirectory(storage, 'file:///0');
    assert.equal((await restored()).run, undefined);
  });

  it('is not read from names that lead elsewhere', async () => {
    const run = { id: `../${basename(directory)}/a`, title: 'a', program: '/p/a.ts', live: false };
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, 'a.frames'), 'x');
    await writeFile(join(directory, 'last-run.json'), JSON.stringify([run]));
    assert.equal((await restored()).run, undefined);
    await writeFile(join(directory, 'last-run.json'), JSON.stringify([{ ...run, id: 'a' }]));
    assert.equal((await restored()).bytes, 1);
  });
});

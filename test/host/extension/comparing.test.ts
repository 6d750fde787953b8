import { strict as assert } from 'node:assert';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { closeEditors, eventually, heddle, programs, readFrames } from './support.ts';

const folder = () => vscode.workspace.workspaceFolders![0]!.uri.fsPath;
const reports = () =>
  vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.includes('heddle.report'))
    .map(({ label }) => label);

describe('Reports', () => {
  before(async () => void (await heddle()));
  afterEach(async () => {
    await (await heddle()).stop();
    await closeEditors();
  });

  it('Compare Threads and Processes measures all three ways, puts them on the timeline and opens one report', async () => {
    const api = await heddle();
    const module = join(folder(), 'sums.ts');
    await writeFile(
      module,
      'export function sum(to: number): number { let s = 0; while (to > 0) s += to--; return s; }\n',
    );
    const comparison = { module, name: 'sum', args: [1000], calls: 3 };
    await vscode.commands.executeCommand('heddle.compare', comparison);
    await eventually('the report', () => reports().length === 1);
    assert.deepEqual(reports(), ['Comparing sum']);
    const { lanes, actors } = readFrames(api.frames);
    assert.deepEqual(
      ['serial 1', 'threads 1', 'processes 1'].filter((name) => !actors.some((actor) => actor.name === name)),
      [],
    );
    assert.ok(lanes.length > 0);
    await vscode.commands.executeCommand('heddle.compare', { ...comparison, calls: 2 });
    assert.deepEqual(reports(), ['Comparing sum'], 'measuring again takes the same tab');
    assert.deepEqual(programs(), []);
  });

  it('Compare says of a function that throws what it threw, and opens no report', async () => {
    const module = join(folder(), 'fails.ts');
    await writeFile(module, "export function fail(): void { throw new RangeError('no luck'); }\n");
    await vscode.commands.executeCommand('heddle.compare', { module, name: 'fail', args: [], calls: 2 });
    assert.deepEqual(reports(), []);
    assert.deepEqual(programs(), []);
  });

  it('Run Repeatedly runs as often as asked and opens one report', async () => {
    const api = await heddle();
    const file = join(folder(), 'dice.ts');
    await writeFile(file, "console.log('n is', Math.random());\n");
    await vscode.commands.executeCommand('heddle.runRepeatedly', { file, times: 3 });
    await eventually('the report', () => reports().length === 1);
    assert.deepEqual(reports(), ['dice.ts: 3 runs']);
    assert.equal(api.run?.title, 'dice.ts');
    assert.deepEqual(programs(), []);
  });

  it('Run Repeatedly counts a hang and goes on', async () => {
    await vscode.commands.executeCommand('heddle.runRepeatedly', { file: '', pattern: 'deadlock-self', times: 2 });
    await eventually('the report', () => reports().length === 1);
    assert.match(reports()[0]!, /: 2 runs$/);
    assert.deepEqual(programs(), []);
  });
});

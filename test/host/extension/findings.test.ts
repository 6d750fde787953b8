import { strict as assert } from 'node:assert';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { closeEditors, eventually, heddle, programs } from './support.ts';

const TWICE = `import { main } from 'heddle';
import { Lock, Thread } from 'heddle/threading';

const lock = new Lock({ name: 'books' });

export function outer(): void {
  using _held = lock.hold();
  inner();
}

function inner(): void {
  using _held = lock.hold();
  console.log('both');
}

main(() => {
  new Thread(outer, [], { name: 'clerk' }).start();
});
`;

const KEPT = `import { main } from 'heddle';
import { Lock, Thread } from 'heddle/threading';

const lock = new Lock({ name: 'till' });

export function count(n: number): void {
  lock.acquire();
  if (n > 1) return;
  console.log('counted', n);
  lock.release();
}

main(async () => {
  await new Thread(count, [2], { name: 'clerk' }).start().join();
  console.log(lock.locked() ? 'still taken' : 'free');
});
`;

describe('Findings', function () {
  // Each of them runs programs and edits files, on a machine that may be busy.
  this.timeout(240_000);
  const folder = () => vscode.workspace.workspaceFolders![0]!.uri.fsPath;
  const told = (file: string) =>
    vscode.languages.getDiagnostics(vscode.Uri.file(file)).filter(({ source }) => source === 'Heddle');
  const write = async (name: string, text: string) => {
    const file = join(folder(), name);
    await writeFile(file, text);
    return file;
  };
  const actionsAt = async (file: string, range: vscode.Range) => {
    // Only of a file that an editor shows are actions asked for.
    await vscode.window.showTextDocument(vscode.Uri.file(file));
    return await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      vscode.Uri.file(file),
      range,
      vscode.CodeActionKind.QuickFix.value,
    );
  };
  /** Applies the fix whose title matches, and saves. */
  const apply = async (file: string, range: vscode.Range, title: RegExp) => {
    // The request is cancelled when another provider is only getting ready for the file.
    let edit: vscode.WorkspaceEdit | undefined;
    await eventually(`the fix ${title}`, async () => {
      const actions = await actionsAt(file, range).catch(() => []);
      edit = actions.find((each) => title.test(each.title))?.edit;
      return edit !== undefined;
    });
    await vscode.workspace.applyEdit(edit!);
    const document = await vscode.workspace.openTextDocument(file);
    // VS Code may answer before the file is written.
    await eventually('the file to be saved', async () => {
      if (document.isDirty) await document.save();
      return (await readFile(file, 'utf8')) === document.getText();
    });
  };

  afterEach(async () => {
    await (await heddle()).stop();
    await eventually('the programs to be gone', () => programs().length === 0);
    await closeEditors();
  });

  it('of a deadlock stand at its line while the program hangs, and an RLock mends it', async () => {
    const api = await heddle();
    const file = await write('twice.ts', TWICE);
    await vscode.window.showTextDocument(vscode.Uri.file(file));
    const ended = api.runFile(file);
    await eventually('the finding', () => api.run?.program === file && api.findings.length === 1);
    assert.equal(api.run?.live, true, 'the program should still hang');
    await eventually('the diagnostic', () => told(file).length === 1);
    const [diagnostic] = told(file);
    assert.equal(diagnostic?.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(diagnostic?.code, 'deadlock');
    assert.match(diagnostic?.message ?? '', /^clerk waits for lock books, which it holds itself\.\n/);
    const document = await vscode.workspace.openTextDocument(file);
    assert.equal(document.getText(diagnostic?.range), 'lock.hold()');
    assert.equal(diagnostic?.range.start.line, 11);
    const [other] = diagnostic?.relatedInformation ?? [];
    assert.deepEqual([other?.message, other?.location.range.start.line], ['clerk took books', 6]);
    await api.stop();
    assert.equal((await ended).reason, 'stopped');

    await apply(file, diagnostic!.range, /RLock/);
    await eventually('the diagnostic to go with the edit', () => told(file).length === 0);
    const result = await api.runFile(file);
    assert.deepEqual([result.reason, result.exitCode, api.findings], ['ended', 0, []]);
  });

  it('of a lock that is never released are warnings, which a using mends', async () => {
    const api = await heddle();
    const file = await write('kept.ts', KEPT);
    await api.runFile(file);
    await eventually('the diagnostic', () => told(file).length === 1);
    const [diagnostic] = told(file);
    assert.equal(diagnostic?.severity, vscode.DiagnosticSeverity.Warning);
    assert.equal(diagnostic?.code, 'unreleased');
    await apply(file, diagnostic!.range, /using/);
    assert.match(await readFile(file, 'utf8'), /\n {2}using _held = lock\.hold\(\);\n {2}if/);
    await api.runFile(file);
    assert.deepEqual(api.findings, []);
    assert.deepEqual(told(file), []);
  });

  it('of a run go when the program runs again', async () => {
    const api = await heddle();
    const file = await write('again.ts', KEPT);
    await api.runFile(file);
    await eventually('the diagnostic', () => told(file).length === 1);
    await api.runPattern('serial-join');
    assert.equal(told(file).length, 1, 'another program’s run is no reason');
    await api.runFile(file);
    await eventually('the new diagnostic alone', () => told(file).length === 1);
  });

  it('of a pattern are told only while it is open', async () => {
    const api = await heddle();
    const ended = api.runPattern('deadlock-self');
    await eventually('the finding', () => api.run?.pattern === 'deadlock-self' && api.findings.length === 1);
    const file = api.run!.program;
    assert.deepEqual(told(file), []);
    await vscode.window.showTextDocument(vscode.Uri.file(file));
    await eventually('the diagnostic', () => told(file).length === 1);
    await closeEditors();
    await api.stop();
    await ended;
  });

  it('offer no fix where nothing was found', async () => {
    const file = await write('quiet.ts', KEPT);
    await vscode.window.showTextDocument(vscode.Uri.file(file));
    const actions = await actionsAt(file, new vscode.Range(6, 0, 6, 20));
    assert.deepEqual(
      actions.filter(({ title }) => /using|RLock|order/.test(title)),
      [],
    );
  });
});

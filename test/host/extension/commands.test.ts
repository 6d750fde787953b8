import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { closeEditors, eventually, heddle } from './support.ts';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string; readonly title: string }[] };
}

describe('Commands', () => {
  before(async () => void (await heddle()));
  afterEach(closeEditors);

  it('are all there that the manifest promises', async () => {
    const manifest = vscode.extensions.getExtension('heddle.heddle')!.packageJSON as Manifest;
    const promised = manifest.contributes.commands.map(({ command }) => command);
    const known = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      promised.filter((command) => !known.has(command)),
      [],
    );
    assert.ok(promised.length >= 10);
  });

  it('Insert Pattern opens a new TypeScript file when no editor is active', async () => {
    await vscode.commands.executeCommand('heddle.insertPattern', 'mutex');
    const { document } = vscode.window.activeTextEditor!;
    assert.equal(document.isUntitled, true);
    assert.equal(document.languageId, 'typescript');
    assert.match(document.getText(), /from 'heddle\/multiprocessing'/);
    assert.match(document.getText(), /\bmain\(/);
  });

  it('Insert Pattern goes into the active editor at the cursor', async () => {
    const file = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, 'mine.ts');
    await vscode.workspace.fs.writeFile(file, Buffer.from('// mine\n'));
    const document = await vscode.workspace.openTextDocument(file);
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(1, 0, 1, 0);
    await vscode.commands.executeCommand('heddle.insertPattern', 'semaphore');
    assert.equal(vscode.window.activeTextEditor?.document, document);
    assert.match(document.getText(), /^\/\/ mine\n[\s\S]*\bSemaphore\b/);
  });

  it('Insert Pattern writes JavaScript into a JavaScript file', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'javascript', content: '' });
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('heddle.insertPattern', 'mutex');
    assert.match(document.getText(), /\bmain\(/);
    assert.doesNotMatch(document.getText(), /: (Lock|string|void|number)\b/);
  });

  it('previews a pattern as it would be inserted, in TypeScript or JavaScript', async () => {
    const preview = async (name: string) =>
      (
        await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: 'heddle-preview', path: `/${name}` }))
      ).getText();
    assert.match(await preview('mutex.ts'), /export function task\(name: string, mutex: Lock\): void \{/);
    assert.match(await preview('mutex.js'), /export function task\(name, mutex\) \{/);
    assert.doesNotMatch(await preview('mutex.js'), /\$\{\d/);
  });

  it('Open Timeline in Editor opens one tab, however often it is asked', async () => {
    const tabs = () =>
      vscode.window.tabGroups.all
        .flatMap((group) => group.tabs)
        .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.includes('heddle'));
    await vscode.commands.executeCommand('heddle.openTimelineInEditor');
    await eventually('the tab', () => tabs().length > 0);
    await vscode.commands.executeCommand('heddle.openTimelineInEditor');
    await vscode.commands.executeCommand('workbench.action.files.newUntitledFile');
    await vscode.commands.executeCommand('heddle.openTimelineInEditor');
    await eventually('the tab to come to the front', () => tabs().some(({ isActive }) => isActive));
    assert.equal(tabs().length, 1);
  });

  it('Clear takes the run off the timeline', async () => {
    const api = await heddle();
    await api.runPattern('serial-join');
    assert.ok(api.run);
    await vscode.commands.executeCommand('heddle.clear');
    assert.equal(api.run, undefined);
    assert.equal(api.frames.length, 0);
  });
});

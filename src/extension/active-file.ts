/** Which program *Run Active File* runs, and whether it may. */
import { dirname, extname } from 'node:path';
import * as vscode from 'vscode';
import type { Program } from './runner.ts';

const ENDINGS = new Set(['.ts', '.mts', '.js', '.mjs']);

/** The active (or given) file as a program, saved. Undefined when it may not or cannot run: the reason has been said then. */
export async function activeProgram(uri?: vscode.Uri): Promise<Program | undefined> {
  const { t } = vscode.l10n;
  if (!vscode.workspace.isTrusted) {
    const manage = t('Manage Workspace Trust');
    const answer = await vscode.window.showWarningMessage(
      t('Files of this folder cannot be run in Restricted Mode. Demos can.'),
      manage,
    );
    if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
    return undefined;
  }
  const asked = uri ?? vscode.window.activeTextEditor?.document.uri;
  if (asked === undefined) {
    void vscode.window.showInformationMessage(t('Open a TypeScript or JavaScript file to run it.'));
    return undefined;
  }
  let document = await vscode.workspace.openTextDocument(asked);
  if (document.isUntitled || document.isDirty) {
    const saved = await vscode.workspace.save(document.uri);
    if (saved === undefined) {
      void vscode.window.showWarningMessage(t('The file was not run because its changes are not saved.'));
      return undefined;
    }
    document = await vscode.workspace.openTextDocument(saved);
  }
  if (document.uri.scheme !== 'file') {
    void vscode.window.showWarningMessage(t('Only files on disk can be run; this one is in {0}.', document.uri.scheme));
    return undefined;
  }
  const file = document.uri.fsPath;
  if (!ENDINGS.has(extname(file))) {
    void vscode.window.showWarningMessage(t('Heddle runs .ts, .mts, .js and .mjs files.'));
    return undefined;
  }
  const settings = vscode.workspace.getConfiguration('heddle.run', document.uri);
  const folder = vscode.workspace.getWorkspaceFolder(document.uri)?.uri.fsPath ?? dirname(file);
  const variables: Readonly<Record<string, string>> = { file, fileDirname: dirname(file), workspaceFolder: folder };
  const fill = (text: string) => text.replace(/\$\{(\w+)\}/g, (whole, name: string) => variables[name] ?? whole);
  return {
    file,
    title: vscode.workspace.asRelativePath(document.uri, false),
    args: settings.get<string[]>('args', []).map(fill),
    cwd: fill(settings.get<string>('cwd', '')) || folder,
  };
}

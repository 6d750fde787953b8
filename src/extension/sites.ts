/** Opens the place in a source file that an event of the timeline names. */
import * as vscode from 'vscode';
import { isInside, isWithinReach, sitePath } from './reach.ts';

/** A place in a file; line and column count from 1. */
export interface Site {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly beside: boolean;
}

/**
 * Opens the file at the place. The trace is the program's word, so a file that is neither in the workspace, nor beside
 * the program, nor a pattern is opened only after a question.
 */
export async function openSite(site: Site, program: string | undefined, patternDirectory: string): Promise<void> {
  const path = sitePath(site.file);
  if (path === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} is not a file that can be opened.', site.file));
    return;
  }
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  const known = isWithinReach(path, program, folders, patternDirectory);
  if (!known && !(await confirmed(path))) return;
  const start = new vscode.Position(Math.max(0, site.line - 1), Math.max(0, site.column - 1));
  try {
    await showSource(path, patternDirectory, {
      selection: new vscode.Range(start, start),
      preview: true,
      viewColumn: site.beside ? vscode.ViewColumn.Beside : undefined,
    });
  } catch (error) {
    void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}

/** Shows a source file; a pattern that comes with the extension opens read-only. */
export async function showSource(
  path: string,
  patternDirectory: string,
  options: vscode.TextDocumentShowOptions,
): Promise<vscode.TextEditor> {
  const editor = await vscode.window.showTextDocument(vscode.Uri.file(path), options);
  if (isInside(patternDirectory, path) && options.preserveFocus !== true)
    await vscode.commands.executeCommand('workbench.action.files.setActiveEditorReadonlyInSession');
  return editor;
}

async function confirmed(path: string): Promise<boolean> {
  const open = vscode.l10n.t('Open');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('The program names a file outside of the workspace. Open it?'),
    { modal: true, detail: path },
    open,
  );
  return answer === open;
}

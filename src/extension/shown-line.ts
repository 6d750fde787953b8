/** Lights up the source line at which a replay stands, in the editors that show its file. */
import * as vscode from 'vscode';
import { isSame, isWithinReach, replaySource, sitePath } from './reach.ts';
import { showSource } from './sites.ts';

interface Line {
  readonly file: string;
  readonly line: number;
}

let decoration: vscode.TextEditorDecorationType | undefined;
let shown: Line | undefined;

/**
 * A replay begins: it is watched in the source, too, so the program opens beside the timeline where none of its files is
 * seen. Once: what is closed or covered afterwards stays so, and what would need a question stays closed.
 */
export async function openReplayed(
  sources: readonly string[],
  program: string | undefined,
  patternDirectory: string,
): Promise<void> {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  const seen = vscode.window.visibleTextEditors.map(({ document }) => document.uri.fsPath);
  const path = replaySource(sources, seen, (file) => isWithinReach(file, program, folders, patternDirectory));
  if (path === undefined) return;
  try {
    const options = { preserveFocus: true, preview: true, viewColumn: besideTimeline() };
    await showSource(path, patternDirectory, options);
    showSite(shown);
  } catch {
    // The file is gone since: the replay goes on without it.
  }
}

/** A group that does not cover the timeline: the timeline may be a tab of the active one. */
function besideTimeline(): vscode.ViewColumn {
  const { activeTabGroup, all } = vscode.window.tabGroups;
  const input = activeTabGroup.activeTab?.input;
  if (!(input instanceof vscode.TabInputWebview || input instanceof vscode.TabInputCustom))
    return vscode.ViewColumn.Active;
  return all.find((group) => group !== activeTabGroup)?.viewColumn ?? vscode.ViewColumn.Beside;
}

/** Lights up one line and no other; undefined: none. Nothing is opened for it. */
export function showSite(site: Line | undefined): void {
  shown = site;
  const path = site === undefined ? undefined : sitePath(site.file);
  if (decoration === undefined && path === undefined) return;
  decoration ??= vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.stackFrameHighlightBackground'),
    overviewRulerColor: new vscode.ThemeColor('editor.stackFrameHighlightBackground'),
  });
  for (const editor of vscode.window.visibleTextEditors) {
    const here = path !== undefined && isSame(editor.document.uri.fsPath, path);
    if (site === undefined || !here || site.line > editor.document.lineCount) {
      editor.setDecorations(decoration, []);
      continue;
    }
    const range = editor.document.lineAt(Math.max(1, site.line) - 1).range;
    editor.setDecorations(decoration, [range]);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }
}

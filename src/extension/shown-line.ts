/** Lights up the source line at which a replay stands, in the editors that show its file anyway. */
import * as vscode from 'vscode';
import { sitePath } from './reach.ts';

let decoration: vscode.TextEditorDecorationType | undefined;

/** Lights up one line and no other; undefined: none. Nothing is opened for it. */
export function showSite(site: { readonly file: string; readonly line: number } | undefined): void {
  const path = site === undefined ? undefined : sitePath(site.file);
  if (decoration === undefined && path === undefined) return;
  decoration ??= vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.stackFrameHighlightBackground'),
    overviewRulerColor: new vscode.ThemeColor('editor.stackFrameHighlightBackground'),
  });
  for (const editor of vscode.window.visibleTextEditors) {
    if (site === undefined || editor.document.uri.fsPath !== path || site.line > editor.document.lineCount) {
      editor.setDecorations(decoration, []);
      continue;
    }
    const range = editor.document.lineAt(Math.max(1, site.line) - 1).range;
    editor.setDecorations(decoration, [range]);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }
}

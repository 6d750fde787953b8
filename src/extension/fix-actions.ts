/** Offers to mend what a finding tells, where that can be done by rote. */
import * as vscode from 'vscode';
import type { FindingDiagnostics } from './finding-diagnostics.ts';
import { placeOf } from './finding-words.ts';
import type { Fix } from './fix/fixes.ts';
import { sitePath } from './reach.ts';

/** Quick fixes for diagnostics that come of findings. */
export class FindingFixes implements vscode.CodeActionProvider {
  static readonly metadata: vscode.CodeActionProviderMetadata = {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  };
  readonly #diagnostics: FindingDiagnostics;

  constructor(diagnostics: FindingDiagnostics) {
    this.#diagnostics = diagnostics;
  }

  async provideCodeActions(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.CodeAction[]> {
    const told = this.#diagnostics.findingsIn(document.uri, range);
    if (told.length === 0) return [];
    const { fixesFor } = await import('./fix/fixes.ts');
    return told.flatMap(({ finding, diagnostic }) => {
      const fixes = fixesFor({
        text: document.getText(),
        finding,
        offset: document.offsetAt(diagnostic.range.start),
        offsetOf(site) {
          const place = placeOf(site);
          if (place === undefined || sitePath(place.file) !== document.uri.fsPath) return undefined;
          return document.offsetAt(new vscode.Position(place.line - 1, place.column - 1));
        },
      });
      return fixes.map((fix) => {
        const action = new vscode.CodeAction(titleOf(fix), vscode.CodeActionKind.QuickFix);
        action.diagnostics = [diagnostic];
        action.isPreferred = fix === fixes[0];
        action.edit = new vscode.WorkspaceEdit();
        for (const { start, end, text } of fix.edits)
          action.edit.replace(
            document.uri,
            new vscode.Range(document.positionAt(start), document.positionAt(end)),
            text,
          );
        return action;
      });
    });
  }
}

function titleOf({ what, lock }: Fix): string {
  const { t } = vscode.l10n;
  switch (what) {
    case 'using':
      return t('Hold {0} with using, which releases it on every path', lock);
    case 'order':
      return t('Take the locks in the order of their making');
    case 'reentrant':
      return t('Make {0} an RLock, which its holder may take again', lock);
  }
}

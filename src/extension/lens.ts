/** What stands in and over the editor of a program: a lens over `main(`, and the key that shows the title's button. */
import * as vscode from 'vscode';
import { entryLine, usesHeddle } from './program-text.ts';
import type { Runner } from './runner.ts';

/** The documents in which programs are written. */
export const PROGRAMS: vscode.DocumentSelector = ['typescript', 'javascript'].flatMap((language) => [
  { language, scheme: 'file' },
  { language, scheme: 'untitled' },
]);
const SETTLE_MS = 300;

/** Offers to run, or to stop, the program at its entry. */
export class RunLens implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #runner: Runner;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #subscription: vscode.Disposable;

  constructor(runner: Runner) {
    this.#runner = runner;
    this.#subscription = runner.onDidChange(() => this.#changed.fire());
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const line = entryLine(document.getText());
    if (line === undefined || line < 0) return [];
    const range = new vscode.Range(line, 0, line, 0);
    const { t } = vscode.l10n;
    if (this.#runner.going?.info.program === document.uri.fsPath)
      return [new vscode.CodeLens(range, { command: 'heddle.stop', title: `$(debug-stop) ${t('Stop')}` })];
    const title = `$(play) ${t('Run on the Timeline')}`;
    return [new vscode.CodeLens(range, { command: 'heddle.runActiveFile', title, arguments: [document.uri] })];
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

/** Keeps the context key `heddle.usesHeddle` true to the active editor. */
export function watchActiveProgram(): vscode.Disposable {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let known: boolean | undefined;
  const update = () => {
    const document = vscode.window.activeTextEditor?.document;
    const uses =
      document !== undefined && vscode.languages.match(PROGRAMS, document) > 0 && usesHeddle(document.getText());
    if (uses === known) return;
    known = uses;
    void vscode.commands.executeCommand('setContext', 'heddle.usesHeddle', uses);
  };
  update();
  const subscriptions = [
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document !== vscode.window.activeTextEditor?.document) return;
      clearTimeout(timer);
      timer = setTimeout(update, SETTLE_MS);
    }),
  ];
  return new vscode.Disposable(() => {
    clearTimeout(timer);
    for (const subscription of subscriptions) subscription.dispose();
  });
}

/** Puts what kept a program from being loaded into the Problems panel. */
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { findProblems } from './problems.ts';
import type { Runner } from './runner.ts';

/** Shows the places of the latest run's failure until the next run, or until the file is changed. */
export class RunDiagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('heddle');
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(runner: Runner) {
    this.#subscriptions = [
      runner.onDidChange(() => {
        if (runner.going !== undefined) this.#collection.clear();
      }),
      runner.onDidFail((stderr) => this.#show(stderr)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#collection.delete(document.uri);
      }),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#collection.dispose();
  }

  #show(stderr: string): void {
    const byFile = new Map<string, vscode.Diagnostic[]>();
    for (const { file, line, column, length, message } of findProblems(stderr, readSource)) {
      const diagnostic = new vscode.Diagnostic(new vscode.Range(line, column, line, column + length), message);
      diagnostic.source = 'Heddle';
      byFile.set(file, [...(byFile.get(file) ?? []), diagnostic]);
    }
    for (const [file, diagnostics] of byFile) this.#collection.set(vscode.Uri.file(file), diagnostics);
  }
}

function readSource(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

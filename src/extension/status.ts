/** The status bar item that shows while a run is going, and stops it. */
import * as vscode from 'vscode';
import type { Runner } from './runner.ts';

const TICK_MS = 1000;

/** One short item on the left; its command stops the run. */
export class RunStatus implements vscode.Disposable {
  readonly #runner: Runner;
  readonly #item = vscode.window.createStatusBarItem('heddle.run', vscode.StatusBarAlignment.Left, 0);
  readonly #subscription: vscode.Disposable;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(runner: Runner) {
    this.#runner = runner;
    this.#item.name = vscode.l10n.t('Heddle Run');
    this.#item.command = 'heddle.stop';
    this.#subscription = runner.onDidChange(() => this.#update());
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#subscription.dispose();
    this.#item.dispose();
  }

  #update(): void {
    const { going } = this.#runner;
    clearInterval(this.#timer);
    void vscode.commands.executeCommand('setContext', 'heddle.running', going !== undefined);
    if (going === undefined) {
      this.#item.hide();
      return;
    }
    const { title } = going.info;
    const show = () => {
      const elapsed = Math.floor((Date.now() - going.startedAt) / 1000);
      this.#item.text = `$(sync~spin) ${title}${elapsed > 0 ? ` ${elapsed} s` : ''}`;
    };
    show();
    const stop = vscode.l10n.t('Heddle runs {0}. Click to stop it.', title);
    this.#item.tooltip = stop;
    this.#item.accessibilityInformation = { label: stop, role: 'button' };
    this.#item.show();
    this.#timer = setInterval(show, TICK_MS);
  }
}

/** Shows reports as editors: one tab for each subject, so that doing it again replaces what was there. */
import * as vscode from 'vscode';
import { type Report, reportPage } from './report.ts';

const REPORT_TYPE = 'heddle.report';
/** What the link of a report may do. */
const COMMANDS = ['heddle.compare', 'heddle.runRepeatedly'];

/** The open reports. */
export class Reports implements vscode.Disposable {
  readonly #media: vscode.Uri;
  readonly #panels = new Map<string, vscode.WebviewPanel>();

  /** `media`: folder of the stylesheet. */
  constructor(media: vscode.Uri) {
    this.#media = media;
  }

  /** Shows a report in the tab of its subject. */
  show(subject: string, report: Report): void {
    const panel = this.#panels.get(subject) ?? this.#open(subject);
    panel.title = report.title;
    panel.webview.html = reportPage(report, {
      cspSource: panel.webview.cspSource,
      style: panel.webview.asWebviewUri(vscode.Uri.joinPath(this.#media, 'report.css')).toString(),
      lang: vscode.env.language,
    });
    panel.reveal();
  }

  dispose(): void {
    for (const panel of this.#panels.values()) panel.dispose();
  }

  #open(subject: string): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel(REPORT_TYPE, '', vscode.ViewColumn.Active, {
      // The page has no script and its policy allows none; without this, keys pressed in it would not reach VS Code.
      enableScripts: true,
      enableCommandUris: COMMANDS,
      localResourceRoots: [this.#media],
    });
    panel.iconPath = new vscode.ThemeIcon('graph');
    this.#panels.set(subject, panel);
    panel.onDidDispose(() => this.#panels.delete(subject));
    return panel;
  }
}

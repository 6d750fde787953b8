/** Two runs beside each other on one timeline: this one and the one before, or two saved ones. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { RunInfo, ViewMessage } from '../trace/protocol.ts';
import { type KeptRun, RunHistory } from './history.ts';
import type { Timelines } from './timeline.ts';
import { readTrace } from './trace-document.ts';

export const COMPARISON_TYPE = 'heddle.comparison';

/** What a comparison needs from the rest of the extension. */
export interface ComparisonContext {
  readonly history: RunHistory;
  readonly timelines: Timelines;
  readonly handle: (message: ViewMessage, shown: RunHistory) => void;
}

/** Shows the run on the timeline beside the one before it. */
export function compareWithPrevious(context: ComparisonContext): void {
  const { t } = vscode.l10n;
  const { run, chunks, previous } = context.history;
  if (run === undefined || previous === undefined) {
    void vscode.window.showInformationMessage(t('There is no run before this one. Run a second program first.'));
    return;
  }
  show(context, { run, chunks: [...chunks] }, previous, t('this run'), t('the run before'));
}

/** Shows two saved runs beside each other; one alone stands beside the run on the timeline. */
export async function compareTraces(context: ComparisonContext, chosen: readonly vscode.Uri[]): Promise<void> {
  const { t } = vscode.l10n;
  const uris = chosen.length > 0 ? chosen : await ask();
  if (uris.length === 0) return;
  if (uris.length > 2) throw new Error(t('Choose two traces to compare.'));
  const [first, second] = await Promise.all(uris.map(saved));
  if (second !== undefined) show(context, first!, second, '', '');
  else {
    const { run, chunks } = context.history;
    if (run === undefined) throw new Error(t('Choose two traces to compare, or run a program first.'));
    show(context, { run, chunks: [...chunks] }, first!, t('this run'), '');
  }
}

async function ask(): Promise<readonly vscode.Uri[]> {
  const { t } = vscode.l10n;
  const chosen = await vscode.window.showOpenDialog({
    canSelectMany: true,
    filters: { [t('Heddle trace')]: ['heddle'] },
    title: t('Choose two traces, or one to compare with the run on the timeline'),
    openLabel: t('Compare'),
  });
  return chosen ?? [];
}

async function saved(uri: vscode.Uri): Promise<KeptRun> {
  const run: RunInfo = { id: uri.toString(), title: basename(uri.path), program: uri.fsPath, live: false };
  return { run, chunks: [await readTrace(uri)] };
}

function show(context: ComparisonContext, a: KeptRun, b: KeptRun, noteA: string, noteB: string): void {
  const history = new RunHistory();
  const run: RunInfo = {
    id: `${a.run.id} ${b.run.id}`,
    title: `${a.run.title} | ${b.run.title}`,
    program: a.run.program,
    live: false,
    compared: {
      first: wordsOf(a, noteA),
      second: wordsOf(b, noteB),
      firstBytes: a.chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0),
    },
  };
  history.begin(run);
  for (const chunk of [...a.chunks, ...b.chunks]) history.add(chunk);
  history.end(run);
  const title = vscode.l10n.t('Comparison');
  const panel = vscode.window.createWebviewPanel(COMPARISON_TYPE, title, vscode.ViewColumn.Active);
  panel.iconPath = new vscode.ThemeIcon('compare-changes');
  context.timelines.adoptEditor(panel, {
    history,
    restore: async () => {},
    handle: (message) => context.handle(message, history),
  });
}

function wordsOf({ run }: KeptRun, note: string): string {
  const title = note === '' ? run.title : `${run.title} (${note})`;
  return run.summary === undefined ? title : `${title}. ${run.summary}`;
}

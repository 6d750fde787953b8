/** Says that a run is in trouble while it hangs, in one notification that leads to the place and can end the run. */
import * as vscode from 'vscode';
import { kindTitle, placeOf, shownFinding } from './finding-words.ts';
import type { RunHistory } from './history.ts';
import type { Runner } from './runner.ts';
import { openSite } from './sites.ts';
import type { Timelines } from './timeline.ts';

/** What the notification leads to. */
export interface FindingsContext {
  readonly runner: Runner;
  readonly history: RunHistory;
  readonly timelines: Timelines;
  readonly patternDirectory: string;
}

/** Tells the first error of each run. Warnings, and what is found after it, stand on the timeline and in the Findings view. */
export function tellFindings({ runner, history, timelines, patternDirectory }: FindingsContext): vscode.Disposable {
  let told: string | undefined;
  return runner.onDidFind(async ({ finding, program }) => {
    const run = history.run?.id;
    if (finding.severity !== 'error' || run === undefined || run === told) return;
    told = run;
    const index = history.findings.indexOf(finding);
    const place = placeOf(finding.sites[0] ?? '');
    const source = vscode.l10n.t('Go to Source');
    const show = vscode.l10n.t('Show on Timeline');
    const stop = vscode.l10n.t('Stop');
    const answer = await vscode.window.showErrorMessage(
      `${kindTitle(finding.finding)}: ${shownFinding(finding).message}`,
      ...(place ? [source] : []),
      show,
      ...(runner.going === undefined ? [] : [stop]),
    );
    if (answer === stop && runner.going?.info.id === run) await runner.stop();
    else if (answer === show && history.run?.id === run) await timelines.showFinding(index);
    else if (answer === source && place) await openSite({ ...place, beside: false }, program, patternDirectory);
  });
}

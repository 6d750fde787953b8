/** Says what is wrong with a run while it hangs, in a notification that leads to the place and can end the run. */
import * as vscode from 'vscode';
import type { Finding } from '../trace/analysis/finding.ts';
import type { Runner } from './runner.ts';
import { openSite } from './sites.ts';

/** `file:line:column`, as findings give places. */
const PLACE = /^(.*):(\d+):(\d+)$/;

/** Tells each finding of the run that is going. */
export function tellFindings(runner: Runner, patternDirectory: string): vscode.Disposable {
  return runner.onDidFind(async ({ finding, program }) => {
    const words = sentence(finding);
    const place = PLACE.exec(finding.sites[0] ?? '');
    const show = vscode.l10n.t('Go to Source');
    const stop = vscode.l10n.t('Stop');
    const run = runner.going?.info.id;
    const answer = await vscode.window.showWarningMessage(words, ...(place ? [show, stop] : [stop]));
    if (answer === stop && runner.going?.info.id === run) await runner.stop();
    if (answer !== show || !place) return;
    const [, file = '', line, column] = place;
    await openSite({ file, line: Number(line), column: Number(column), beside: false }, program, patternDirectory);
  });
}

function sentence({ finding, message }: Finding): string {
  return finding === 'deadlock' ? vscode.l10n.t('Deadlock: {0}', message) : vscode.l10n.t('Stall: {0}', message);
}

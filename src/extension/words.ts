/** Sentences that several parts of the extension say. */
import * as vscode from 'vscode';
import type { RunResult } from '../session/types.ts';
import { VIEW_STRINGS } from '../trace/view-strings.ts';

/** The page's strings in the user's language, English where a translation is missing. */
export function viewStrings(): Record<string, string> {
  const bundle = vscode.l10n.bundle;
  return Object.fromEntries(
    Object.entries(VIEW_STRINGS).map(([key, english]) => [key, bundle?.[`view:${key}`] ?? english]),
  );
}

/** Seconds with one decimal. */
export function seconds(ms: number): string {
  return vscode.l10n.t('{0} s', (ms / 1000).toFixed(1));
}

/** One line that says how a run ended. */
export function outcome(result: RunResult): string {
  const { t } = vscode.l10n;
  const time = seconds(result.durationMs);
  const left = result.leftBehind.length;
  const tail =
    left === 0
      ? ''
      : left === 1
        ? t(' A process that it left behind was ended.')
        : t(' {0} processes that it left behind were ended.', left);
  switch (result.reason) {
    case 'ended':
      if (result.exitCode === 0 || result.exitCode === undefined) return t('Ended after {0}.', time) + tail;
      return t('Ended with exit code {0} after {1}.', result.exitCode, time) + tail;
    case 'stopped':
      return t('Stopped after {0}.', time) + tail;
    case 'timeout':
      return t('Ended by its time limit after {0}.', time) + tail;
    case 'killed':
      return t('Killed by {0} after {1}.', result.signal ?? t('a signal'), time) + tail;
    case 'failed-to-start':
      return t('Could not be started: {0}', result.message);
  }
}

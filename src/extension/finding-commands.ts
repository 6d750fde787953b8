/** What can be done with a row of the Findings view. */
import * as vscode from 'vscode';
import type { FindingNode } from './finding-tree.ts';
import { findingText, placeOf, shownFinding } from './finding-words.ts';
import type { RunHistory } from './history.ts';
import { openSite } from './sites.ts';
import type { Timelines } from './timeline.ts';

/** What the commands act on. */
export interface FindingCommandContext {
  readonly history: RunHistory;
  readonly timelines: Timelines;
  readonly patternDirectory: string;
}

/** Registers the commands on findings; each gets a row, or the number of a finding. */
export function registerFindingCommands(context: FindingCommandContext): vscode.Disposable[] {
  const { history, timelines, patternDirectory } = context;
  const handlers: Record<string, (argument: unknown) => unknown> = {
    'heddle.findings.show': (argument) => timelines.showFinding(indexOf(argument)),
    'heddle.findings.openSource': async (argument) => {
      const node = nodeOf(argument);
      const site = node?.type === 'place' ? node.site : history.findings[indexOf(argument)]?.sites[0];
      const place = site === undefined ? undefined : placeOf(site);
      if (place !== undefined) await openSite({ ...place, beside: false }, history.run?.program, patternDirectory);
    },
    'heddle.findings.copy': async (argument) => {
      const finding = history.findings[indexOf(argument)];
      if (finding !== undefined) await vscode.env.clipboard.writeText(findingText(shownFinding(finding)));
    },
  };
  return Object.entries(handlers).map(([id, handler]) => vscode.commands.registerCommand(id, handler));
}

function nodeOf(argument: unknown): FindingNode | undefined {
  return typeof argument === 'object' && argument !== null && 'type' in argument && 'index' in argument
    ? (argument as FindingNode)
    : undefined;
}

function indexOf(argument: unknown): number {
  return typeof argument === 'number' ? argument : (nodeOf(argument)?.index ?? 0);
}

/** The view of what is wrong with the run on the timeline: each finding with its cause, its places and its way out. */
import * as vscode from 'vscode';
import type { ShownFinding } from '../trace/protocol.ts';
import { edgeWords, findingPlaces, kindTitle, placeWords, shownFinding } from './finding-words.ts';
import type { RunHistory } from './history.ts';

export const FINDINGS_VIEW = 'heddle.findings';

/** A row of the view. */
export type FindingNode =
  | { readonly type: 'finding'; readonly index: number; readonly finding: ShownFinding }
  | { readonly type: 'cause' | 'remedy'; readonly index: number; readonly words: string }
  | { readonly type: 'place'; readonly index: number; readonly site: string; readonly words: string };

/** The findings as a tree; `view` carries the badge with their number. */
export class FindingTree implements vscode.TreeDataProvider<FindingNode>, vscode.Disposable {
  readonly view: vscode.TreeView<FindingNode>;
  readonly #history: RunHistory;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #listening: Disposable;

  constructor(history: RunHistory) {
    this.#history = history;
    this.view = vscode.window.createTreeView(FINDINGS_VIEW, { treeDataProvider: this });
    const refresh = () => this.#refresh();
    this.#listening = history.listen({ reset: refresh, grown: () => {}, found: refresh, ended: refresh });
    this.#refresh();
  }

  getChildren(node?: FindingNode): FindingNode[] {
    if (node === undefined)
      return this.#history.findings.map((finding, index) => ({
        type: 'finding',
        index,
        finding: shownFinding(finding),
      }));
    if (node.type !== 'finding') return [];
    const { index, finding } = node;
    return [
      { type: 'cause', index, words: finding.message },
      ...findingPlaces(finding).map(({ site, words }): FindingNode => ({ type: 'place', index, site, words })),
      { type: 'remedy', index, words: finding.remedy },
    ];
  }

  getTreeItem(node: FindingNode): vscode.TreeItem {
    const item = this.#item(node);
    item.id = `${this.#history.run?.id} ${node.index} ${node.type} ${node.type === 'place' ? node.site : ''}`;
    return item;
  }

  dispose(): void {
    this.#listening[Symbol.dispose]();
    this.view.dispose();
    this.#changed.dispose();
  }

  #item(node: FindingNode): vscode.TreeItem {
    const { t } = vscode.l10n;
    switch (node.type) {
      case 'finding':
        return findingItem(node);
      case 'cause':
      case 'remedy': {
        const item = new vscode.TreeItem(node.words);
        item.iconPath = new vscode.ThemeIcon(node.type === 'cause' ? 'info' : 'lightbulb');
        item.tooltip = node.type === 'cause' ? node.words : t('Way out: {0}', node.words);
        item.accessibilityInformation = { label: item.tooltip };
        item.contextValue = node.type;
        item.command = {
          command: 'heddle.findings.show',
          title: t('Show on Timeline'),
          arguments: [node],
        };
        return item;
      }
      case 'place': {
        const item = new vscode.TreeItem(node.words);
        item.description = placeWords(node.site);
        item.tooltip = node.site;
        item.iconPath = new vscode.ThemeIcon('go-to-file');
        item.contextValue = 'place';
        item.command = {
          command: 'heddle.findings.openSource',
          title: t('Go to Source'),
          arguments: [node],
        };
        return item;
      }
    }
  }

  #refresh(): void {
    // From the first finding on: before, the view would only take room from the timeline.
    if (this.#history.findings.length > 0)
      void vscode.commands.executeCommand('setContext', 'heddle.hasFindings', true);
    const { length } = this.#history.findings;
    const { t } = vscode.l10n;
    this.view.badge =
      length === 0 ? undefined : { value: length, tooltip: length === 1 ? t('1 finding') : t('{0} findings', length) };
    // An empty view shows the welcome text, which differs with what was looked at.
    this.view.message = undefined;
    this.#changed.fire(undefined);
  }
}

function findingItem(node: Extract<FindingNode, { type: 'finding' }>): vscode.TreeItem {
  const { finding, index } = node;
  const { t } = vscode.l10n;
  const title = kindTitle(finding.finding);
  const state = index === 0 ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
  const item = new vscode.TreeItem(title, state);
  item.description = [...finding.actors.map(({ name }) => name)].slice(0, 3).join(', ');
  const error = finding.severity === 'error';
  item.iconPath = new vscode.ThemeIcon(
    error ? 'error' : 'warning',
    new vscode.ThemeColor(error ? 'list.errorForeground' : 'list.warningForeground'),
  );
  item.tooltip = tooltip(finding);
  item.contextValue = finding.sites.length > 0 ? 'finding.placed' : 'finding';
  item.accessibilityInformation = {
    label: `${error ? t('Error') : t('Warning')}, ${title}: ${finding.message}`,
  };
  item.command = { command: 'heddle.findings.show', title: t('Show on Timeline'), arguments: [node] };
  return item;
}

function tooltip(finding: ShownFinding): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown('**');
  text.appendText(kindTitle(finding.finding));
  text.appendMarkdown('**\n\n');
  text.appendText(finding.message);
  for (const edge of finding.edges) {
    text.appendMarkdown('\n- ');
    text.appendText(
      edge.site === undefined ? edgeWords(edge, finding) : `${edgeWords(edge, finding)}: ${placeWords(edge.site)}`,
    );
  }
  text.appendMarkdown('\n\n');
  text.appendText(vscode.l10n.t('Way out: {0}', finding.remedy));
  return text;
}

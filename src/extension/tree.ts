/** The tree of patterns, grouped by lesson. */
import * as vscode from 'vscode';
import type { Pattern } from '../session/patterns.ts';
import { type Lesson, type Library, localised } from './library.ts';
import type { Runner } from './runner.ts';

/** A row of the tree. */
export type TreeNode = { readonly lesson: Lesson } | { readonly pattern: Pattern };

const ICONS: Readonly<Record<string, string>> = {
  'mutex-processes': 'lock',
  'mutex-threads': 'lock',
  tickets: 'tag',
  semaphore: 'key',
  'producer-consumer': 'arrow-swap',
  queues: 'list-ordered',
  'queue-kinds': 'list-ordered',
  'daemon-processes': 'server-process',
  'daemon-threads': 'server-process',
  'nested-locks': 'references',
  gil: 'dashboard',
};

const FIRST_LESSON = 'mutex-processes';

/** Lessons and their patterns; the pattern that runs has a turning icon. */
export class PatternTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #library: Library;
  readonly #runner: Runner;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #subscription: vscode.Disposable;

  constructor(library: Library, runner: Runner) {
    this.#library = library;
    this.#runner = runner;
    this.#subscription = runner.onDidChange(() => this.#changed.fire(undefined));
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    if (node === undefined) return (await this.#library.lessons()).map((lesson) => ({ lesson }));
    return 'lesson' in node ? node.lesson.patterns.map((pattern) => ({ pattern })) : [];
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return 'lesson' in node ? lessonItem(node.lesson) : this.#patternItem(node.pattern);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  #patternItem(pattern: Pattern): vscode.TreeItem {
    const title = localised(pattern.title);
    const running = this.#runner.going?.info.pattern === pattern.id;
    const item = new vscode.TreeItem(title);
    item.id = `pattern:${pattern.id}`;
    item.contextValue = 'pattern';
    item.iconPath = new vscode.ThemeIcon(running ? 'sync~spin' : (ICONS[pattern.lesson] ?? 'symbol-misc'));
    item.tooltip = tooltip(pattern);
    item.accessibilityInformation = { label: `${title}. ${localised(pattern.summary)}` };
    item.command = { command: 'heddle.openPattern', title: vscode.l10n.t('Open Source'), arguments: [node(pattern)] };
    return item;
  }
}

function node(pattern: Pattern): TreeNode {
  return { pattern };
}

function lessonItem(lesson: Lesson): vscode.TreeItem {
  // One lesson open shows what is inside; all of them open would be a wall.
  const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(lesson.title, lesson.id === FIRST_LESSON ? Expanded : Collapsed);
  item.id = `lesson:${lesson.id}`;
  item.contextValue = 'lesson';
  return item;
}

function tooltip(pattern: Pattern): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown('**');
  text.appendText(localised(pattern.title));
  text.appendMarkdown('**\n\n');
  text.appendText(localised(pattern.summary));
  text.appendMarkdown('\n\n');
  text.appendText(vscode.l10n.t('On the timeline: {0}', localised(pattern.look)));
  text.appendMarkdown('\n\n');
  text.appendText(vscode.l10n.t('Snippet: {0}', `heddle-${pattern.id}`));
  return text;
}

/** Inserts patterns as snippets, with a look at each before one is chosen. */
import * as vscode from 'vscode';
import type { Pattern } from '../session/patterns.ts';
import { type Library, localised, type SnippetLanguage } from './library.ts';

interface PatternItem extends vscode.QuickPickItem {
  readonly pattern?: Pattern;
}

const PREVIEW_AFTER_MS = 150;
/** Scheme of the documents that show a pattern before it is inserted. */
export const PREVIEW_SCHEME = 'heddle-preview';

/** What would be inserted, as a document to look at. */
export class PatternPreviews implements vscode.TextDocumentContentProvider {
  readonly #library: Library;

  constructor(library: Library) {
    this.#library = library;
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const [, id = '', ending] = /^\/(.*)\.(ts|js)$/.exec(uri.path) ?? [];
    const { insertedText } = await import('../session/snippet.ts');
    return insertedText(await this.#library.snippet(id, ending === 'js' ? 'javascript' : 'typescript'));
  }
}

/** Rows of a pick list, grouped by lesson. */
export async function patternItems(library: Library): Promise<PatternItem[]> {
  return (await library.lessons()).flatMap((lesson) => [
    { label: lesson.title, kind: vscode.QuickPickItemKind.Separator },
    ...lesson.patterns.map((pattern) => ({
      label: localised(pattern.title),
      description: pattern.id,
      detail: localised(pattern.summary),
      pattern,
    })),
  ]);
}

/** Asks for a pattern to run. */
export async function pickPattern(library: Library): Promise<Pattern | undefined> {
  const item = await vscode.window.showQuickPick(patternItems(library), {
    title: vscode.l10n.t('Run Demo'),
    placeHolder: vscode.l10n.t('Choose a pattern to run on the timeline'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return item?.pattern;
}

/** Asks for a pattern to insert; the one that the list stands on is shown beside. */
export async function pickWithPreview(library: Library): Promise<Pattern | undefined> {
  const items = await patternItems(library);
  const former = vscode.window.activeTextEditor;
  const ending = former !== undefined && snippetLanguage(former.document) === 'javascript' ? 'js' : 'ts';
  const pick = vscode.window.createQuickPick<PatternItem>();
  pick.title = vscode.l10n.t('Insert Pattern');
  pick.placeholder = vscode.l10n.t('Choose a pattern to insert');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = items;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let done = false;
  let showing: Promise<void> = Promise.resolve();
  const preview = async (pattern: Pattern): Promise<void> => {
    if (done) return;
    const uri = vscode.Uri.from({ scheme: PREVIEW_SCHEME, path: `/${pattern.id}.${ending}` });
    await vscode.window.showTextDocument(uri, {
      preview: true,
      preserveFocus: true,
      viewColumn: former === undefined ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside,
    });
  };
  const chosen = await new Promise<Pattern | undefined>((resolve) => {
    pick.onDidChangeActive(([item]) => {
      clearTimeout(timer);
      const pattern = item?.pattern;
      if (pattern === undefined) return;
      timer = setTimeout(() => {
        showing = showing.then(() => preview(pattern)).catch(() => {});
      }, PREVIEW_AFTER_MS);
    });
    pick.onDidAccept(() => resolve(pick.activeItems[0]?.pattern));
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  });
  done = true;
  clearTimeout(timer);
  pick.dispose();
  await showing;
  await closePreviews();
  if (former !== undefined) await vscode.window.showTextDocument(former.document, former.viewColumn);
  return chosen;
}

/** Puts a pattern as a snippet into the active editor, or into a new file when there is none. */
export async function insertPattern(library: Library, pattern: Pattern): Promise<void> {
  const active = vscode.window.activeTextEditor;
  const language = active && snippetLanguage(active.document);
  const editor =
    active !== undefined && language !== undefined && !active.document.uri.fsPath.startsWith(library.directory)
      ? active
      : await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'typescript' }));
  const text = await library.snippet(pattern.id, snippetLanguage(editor.document) ?? 'typescript');
  await editor.insertSnippet(new vscode.SnippetString(text));
}

/** The flavour of a document; undefined when a pattern does not belong there. */
function snippetLanguage(document: vscode.TextDocument): SnippetLanguage | undefined {
  if (document.languageId.startsWith('typescript')) return 'typescript';
  return document.languageId.startsWith('javascript') ? 'javascript' : undefined;
}

async function closePreviews(): Promise<void> {
  const tabs = vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputText && input.uri.scheme === PREVIEW_SCHEME);
  if (tabs.length > 0) await vscode.window.tabGroups.close(tabs, true);
}

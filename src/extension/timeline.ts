/** The timeline in its two places: the view in the side bar and the editor. Both show the same history. */
import * as vscode from 'vscode';
import type { ViewCommand, ViewMessage } from '../trace/protocol.ts';
import { isViewMessage } from '../trace/protocol-check.ts';
import { Feed } from './feed.ts';
import { shownFinding } from './finding-words.ts';
import type { RunHistory } from './history.ts';
import { makeNonce, timelinePage } from './page.ts';
import { viewStrings } from './words.ts';

export const VIEW_ID = 'heddle.timeline';
export const PANEL_TYPE = 'heddle.timelineEditor';

/** What a timeline needs from the rest of the extension. */
export interface TimelineContext {
  readonly history: RunHistory;
  /** Folder of the page's files. */
  readonly media: vscode.Uri;
  /** The last run of an earlier session comes back before a page is told that there is none. */
  restore(): Promise<void>;
  /** Everything a page says that is not about its stream. */
  handle(message: ViewMessage): void;
}

/** One page and its stream. */
class TimelinePage {
  readonly webview: vscode.Webview;
  readonly history: RunHistory;
  readonly #feed: Feed;
  readonly #subscription: vscode.Disposable;
  /** Commands for a page that is not there yet. */
  readonly #waiting: ViewCommand[] = [];
  #there = false;

  constructor(webview: vscode.Webview, context: TimelineContext, place: 'view' | 'editor') {
    this.webview = webview;
    this.history = context.history;
    this.#feed = new Feed(context.history, {
      post: (message) => void webview.postMessage(message),
      strings: viewStrings(),
      locale: vscode.env.language,
      shown: shownFinding,
    });
    this.#subscription = webview.onDidReceiveMessage((message: unknown) => {
      if (!isViewMessage(message)) return;
      if (message.type === 'ready') void context.restore().finally(() => this.#ready());
      else if (message.type === 'taken') this.#feed.taken(message.bytes);
      else context.handle(message);
    });
    webview.options = { enableScripts: true, localResourceRoots: [context.media] };
    webview.html = timelinePage({
      cspSource: webview.cspSource,
      script: webview.asWebviewUri(vscode.Uri.joinPath(context.media, 'timeline.js')).toString(),
      style: webview.asWebviewUri(vscode.Uri.joinPath(context.media, 'timeline.css')).toString(),
      lang: vscode.env.language,
      title: vscode.l10n.t('Timeline'),
      nonce: makeNonce(),
      place,
    });
  }

  /** Brings a command to the page; one that is on its way back into sight gets it when it is there. */
  command(command: ViewCommand): void {
    if (this.#there) void this.webview.postMessage({ type: 'command', command });
    else this.#waiting.push(command);
  }

  #ready(): void {
    this.#feed.ready();
    this.#there = true;
    for (const command of this.#waiting.splice(0)) this.command(command);
  }

  showFinding(index: number): void {
    this.#feed.show(index);
  }

  /** A hidden page loses its contents; it says `ready` again when it is back. */
  visible(visible: boolean): void {
    if (visible) return;
    this.#there = false;
    this.#feed.pause();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#feed[Symbol.dispose]();
  }
}

/** The timeline that is looked at. */
export interface ShownTimeline {
  readonly history: RunHistory;
  command(command: ViewCommand): Promise<void>;
}

/** What a timeline in an editor of its own shows. */
export type EditorContext = Omit<TimelineContext, 'media'>;

/** Makes timelines, keeps track of them and brings commands to the one that is meant. */
export class Timelines implements vscode.WebviewViewProvider, vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #context: TimelineContext;
  #view: { readonly view: vscode.WebviewView; readonly page: TimelinePage } | undefined;
  #panel: { readonly panel: vscode.WebviewPanel; readonly page: TimelinePage } | undefined;
  /** Editors of saved runs. */
  readonly #saved = new Map<vscode.WebviewPanel, TimelinePage>();

  constructor(context: TimelineContext) {
    this.#context = context;
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const page = new TimelinePage(view.webview, this.#context, 'view');
    this.#view = { view, page };
    view.onDidChangeVisibility(() => page.visible(view.visible));
    view.onDidDispose(() => {
      page.dispose();
      if (this.#view?.view === view) this.#view = undefined;
    });
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.#adopt(panel);
  }

  /** Opens the timeline as an editor, or brings the open one to the front. */
  openEditor(): void {
    if (this.#panel !== undefined) {
      this.#panel.panel.reveal();
      return;
    }
    const column = vscode.window.activeTextEditor === undefined ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
    this.#adopt(vscode.window.createWebviewPanel(PANEL_TYPE, vscode.l10n.t('Timeline'), { viewColumn: column }));
  }

  /** Makes sure that a timeline can be seen, without taking the focus. */
  async reveal(): Promise<void> {
    if (this.#panel?.panel.visible) return;
    if (this.#view === undefined) await vscode.commands.executeCommand(`${VIEW_ID}.focus`, { preserveFocus: true });
    else this.#view.view.show(true);
  }

  /** Brings a finding of the run to sight, on the timeline that can be seen. */
  async showFinding(index: number): Promise<void> {
    if (this.#panel?.panel.visible) return this.#panel.page.showFinding(index);
    await this.reveal();
    this.#view?.page.showFinding(index);
  }

  /** Brings a command to the timeline that is looked at: the editor if it is in front, else the view. */
  command(command: ViewCommand): void {
    const saved = [...this.#saved].find(([panel]) => panel.active);
    const { panel, page } = this.#panel ?? {};
    if (saved !== undefined) saved[1].command(command);
    else if (panel?.active || (panel?.visible && !this.#view?.view.visible)) page?.command(command);
    else this.#view?.page.command(command);
  }

  /** What is looked at: its history, and a way to have its page save a picture. */
  shown(): ShownTimeline {
    const saved = [...this.#saved].find(([panel]) => panel.active)?.[1];
    const history = saved?.history ?? this.#context.history;
    return {
      history,
      command: async (command) => (saved === undefined ? await this.#commandRun(command) : saved.command(command)),
    };
  }

  /** Brings a command to the run's timeline, which is shown for it if it is hidden. */
  async #commandRun(command: ViewCommand): Promise<void> {
    if (!this.#panel?.panel.visible && !this.#view?.view.visible) await this.reveal();
    this.command(command);
  }

  /** Fills an editor with a timeline that shows something else than the run. */
  adoptEditor(panel: vscode.WebviewPanel, context: EditorContext): void {
    const page = new TimelinePage(panel.webview, { ...context, media: this.#context.media }, 'editor');
    this.#saved.set(panel, page);
    panel.onDidChangeViewState(() => page.visible(panel.visible));
    panel.onDidDispose(() => {
      this.#saved.delete(panel);
      page.dispose();
    });
  }

  dispose(): void {
    for (const page of this.#saved.values()) page.dispose();
    this.#panel?.page.dispose();
    this.#view?.page.dispose();
  }

  #adopt(panel: vscode.WebviewPanel): void {
    const page = new TimelinePage(panel.webview, this.#context, 'editor');
    panel.iconPath = new vscode.ThemeIcon('graph-line');
    this.#panel?.panel.dispose();
    this.#panel = { panel, page };
    panel.onDidChangeViewState(() => page.visible(panel.visible));
    panel.onDidDispose(() => {
      page.dispose();
      if (this.#panel?.panel === panel) this.#panel = undefined;
    });
  }
}

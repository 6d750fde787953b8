/** Wires the extension together. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { RunResult } from '../session/types.ts';
import type { RunInfo, ShownFinding, ViewMessage } from '../trace/protocol.ts';
import { type CommandContext, registerCommands, runPattern, runProgram } from './commands.ts';
import { RunDiagnostics } from './diagnostics.ts';
import { registerFindingCommands } from './finding-commands.ts';
import { FindingDiagnostics } from './finding-diagnostics.ts';
import { FindingTree } from './finding-tree.ts';
import { shownFinding } from './finding-words.ts';
import { tellFindings } from './findings.ts';
import { FindingFixes } from './fix-actions.ts';
import { RunHistory } from './history.ts';
import { PatternPreviews, PREVIEW_SCHEME } from './insert.ts';
import { LastRun, runsDirectory } from './last-run.ts';
import { PROGRAMS, RunLens, watchActiveProgram } from './lens.ts';
import { Library } from './library.ts';
import { handleMessage } from './messages.ts';
import { Reports } from './report-panel.ts';
import { Runner } from './runner.ts';
import { RunStatus } from './status.ts';
import { PANEL_TYPE, Timelines, VIEW_ID } from './timeline.ts';
import { TRACE_EDITOR, TraceEditor } from './trace-editor.ts';
import { PatternTree } from './tree.ts';

/** What other extensions (and tests) get from this one. */
export interface HeddleApi {
  /** Runs a pattern on the timeline; resolves when it has ended. */
  runPattern(id: string): Promise<RunResult>;
  /** Runs a file on the timeline; refused in Restricted Mode. */
  runFile(path: string, args?: readonly string[]): Promise<RunResult>;
  /** Ends the run that is going. */
  stop(): Promise<void>;
  /** The run on the timeline. */
  readonly run: RunInfo | undefined;
  /** The frames of that run so far, as a `.heddle` file holds them behind its header. */
  readonly frames: readonly Uint8Array[];
  /** What was found to be wrong with that run so far, in the user's language. */
  readonly findings: readonly ShownFinding[];
}

/** The same for every window on the same folders; empty when none is open. */
function workspaceName(): string {
  const { workspaceFile, workspaceFolders = [] } = vscode.workspace;
  return workspaceFile?.toString() ?? workspaceFolders.map(({ uri }) => uri.toString()).join('\n');
}

let shutDown: (() => Promise<void>) | undefined;

export function activate(extension: vscode.ExtensionContext): HeddleApi {
  const dist = join(extension.extensionPath, 'dist');
  const media = vscode.Uri.joinPath(extension.extensionUri, 'dist', 'media');
  const channel = vscode.window.createOutputChannel('Heddle');
  const history = new RunHistory();
  const library = new Library(join(dist, 'patterns'), join(dist, 'snippets'));
  const runner = new Runner(history, channel, join(dist, 'runtime'));
  const lastRun = new LastRun(runsDirectory(extension.globalStorageUri.fsPath, workspaceName()));
  let restored: Promise<void> | undefined;
  const handle = (message: ViewMessage, shown: RunHistory) => {
    handleMessage(message, { history: shown, patternDirectory: library.directory, channel }).catch((error: unknown) =>
      vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error)),
    );
  };
  const timelines = new Timelines({
    history,
    media,
    restore: () => {
      restored ??= lastRun.restore(history);
      return restored;
    },
    handle: (message) => handle(message, history),
  });
  const reports = new Reports(media);
  const tree = new PatternTree(library, runner);
  const lens = new RunLens(runner);
  const hasRun = () => {
    void vscode.commands.executeCommand('setContext', 'heddle.hasRun', history.run !== undefined);
    void vscode.commands.executeCommand('setContext', 'heddle.hasPrevious', history.previous !== undefined);
  };
  const written = (writing: Promise<void>) =>
    void writing.catch((error: unknown) => channel.appendLine(`[${String(error)}]`));
  const listening = history.listen({
    reset: () => {
      hasRun();
      if (history.run === undefined) written(lastRun.forget());
    },
    grown: () => {},
    found: () => {},
    ended: () => written(lastRun.save(history)),
  });
  const diagnostics = new FindingDiagnostics(runner, library.directory);
  const shown = { runner, history, timelines, patternDirectory: library.directory };
  const context: CommandContext = { library, runner, history, timelines, channel, reports, handle };
  extension.subscriptions.push(
    channel,
    runner,
    new RunStatus(runner),
    timelines,
    tree,
    lens,
    new RunDiagnostics(runner),
    tellFindings(shown),
    diagnostics,
    vscode.languages.registerCodeActionsProvider(PROGRAMS, new FindingFixes(diagnostics), FindingFixes.metadata),
    new FindingTree(history),
    ...registerFindingCommands(shown),
    watchActiveProgram(),
    reports,
    vscode.workspace.registerTextDocumentContentProvider(PREVIEW_SCHEME, new PatternPreviews(library)),
    vscode.languages.registerCodeLensProvider(PROGRAMS, lens),
    vscode.window.registerTreeDataProvider('heddle.patterns', tree),
    vscode.window.registerWebviewViewProvider(VIEW_ID, timelines),
    vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, timelines),
    vscode.window.registerCustomEditorProvider(TRACE_EDITOR, new TraceEditor(timelines, handle)),
    ...registerCommands(context),
  );
  shutDown = async () => {
    await runner.stop();
    listening[Symbol.dispose]();
    await lastRun.save(history);
  };
  return {
    runPattern: (id) => runPattern(context, id),
    runFile: (file, args) => {
      if (!vscode.workspace.isTrusted) return Promise.reject(new Error(vscode.l10n.t('The workspace is not trusted.')));
      return runProgram(context, { file, title: vscode.workspace.asRelativePath(file, false), args });
    },
    stop: () => runner.stop(),
    get run() {
      return history.run;
    },
    get frames() {
      return history.chunks;
    },
    get findings() {
      return history.findings.map(shownFinding);
    },
  };
}

/** Ends what runs, and waits for it: nothing outlives the extension. */
export async function deactivate(): Promise<void> {
  await shutDown?.();
}

/** Opens `.heddle` files: a saved run on a timeline of its own. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { RunInfo, ViewMessage } from '../trace/protocol.ts';
import { FILE_HEADER_BYTES, parseFileHeader } from '../trace/trace-file.ts';
import { RunHistory } from './history.ts';
import type { Timelines } from './timeline.ts';

export const TRACE_EDITOR = 'heddle.trace';

/** A saved run. */
interface TraceDocument extends vscode.CustomDocument {
  readonly history: RunHistory;
}

/** The editor of `.heddle` files. It shows; it changes nothing. */
export class TraceEditor implements vscode.CustomReadonlyEditorProvider<TraceDocument> {
  readonly #timelines: Timelines;
  readonly #handle: (message: ViewMessage, history: RunHistory) => void;

  constructor(timelines: Timelines, handle: (message: ViewMessage, history: RunHistory) => void) {
    this.#timelines = timelines;
    this.#handle = handle;
  }

  async openCustomDocument(uri: vscode.Uri): Promise<TraceDocument> {
    const history = historyOf(uri, await vscode.workspace.fs.readFile(uri));
    return { uri, history, dispose: () => history.clear() };
  }

  resolveCustomEditor({ history }: TraceDocument, panel: vscode.WebviewPanel): void {
    this.#timelines.adoptEditor(panel, {
      history,
      restore: async () => {},
      handle: (message) => {
        if (message.type === 'run-command' && message.command === 'export')
          void import('./export.ts').then(({ exportTrace }) => exportTrace(history));
        else this.#handle(message, history);
      },
    });
  }
}

/** What a file's bytes hold; throws in words when they are not a trace that can be read. */
function historyOf(uri: vscode.Uri, bytes: Uint8Array): RunHistory {
  const { t } = vscode.l10n;
  const name = basename(uri.path);
  const header = parseFileHeader(bytes);
  if (header.kind === 'newer') throw new Error(t('{0} was written by a newer version of Heddle.', name));
  if (header.kind !== 'ok') throw new Error(t('{0} is not a Heddle trace.', name));
  // The trace may come from anywhere: its own word on where its program lay does not count as the user's.
  const run: RunInfo = { id: uri.toString(), title: name, program: uri.fsPath, live: false };
  const history = new RunHistory();
  history.begin(run);
  history.add(bytes.subarray(FILE_HEADER_BYTES));
  history.end(run);
  return history;
}

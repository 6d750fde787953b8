/** Opens `.heddle` files: a saved run on a timeline of its own. */
import type * as vscode from 'vscode';
import type { ViewMessage } from '../trace/protocol.ts';
import type { RunHistory } from './history.ts';
import type { Timelines } from './timeline.ts';
import { TraceFile } from './trace-document.ts';

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
    const file = await TraceFile.open(uri);
    return { uri, history: file.history, dispose: () => file.dispose() };
  }

  resolveCustomEditor({ history }: TraceDocument, panel: vscode.WebviewPanel): void {
    this.#timelines.adoptEditor(panel, {
      history,
      restore: async () => {},
      handle: (message) => this.#handle(message, history),
    });
  }
}

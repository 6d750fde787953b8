/**
 * Messages between the extension and the timeline's page, both ways: types and their limits; `media` and `src/extension`
 * import this one file. Each side validates what it receives (see `isHostMessage`, `isViewMessage` in protocol-check.ts).
 *
 * The history of a run lives in the extension as raw frames. A page that opens (or comes back) says `ready` and is
 * sent `reset` followed by all frames so far; it decodes them itself with src/trace.
 */
import type { Finding } from './analysis/finding.ts';

/** The longest path of a source file that a message names, in characters. */
export const LONGEST_PATH = 4096;
/** The most source files that one message names. */
export const MOST_SOURCES = 100;

/** A finding as the page shows it: its sentences in the user's language. */
export type ShownFinding = Omit<Finding, 'phrases'>;

export interface RunInfo {
  readonly id: string;
  /** What is shown as the title: the pattern's title or the file's name. */
  readonly title: string;
  /** Path or URL of the program. */
  readonly program: string;
  /** A pattern's id, when the program is one. */
  readonly pattern?: string;
  /** True while the program runs. */
  readonly live: boolean;
  /** One line that says how it ended, when it has. */
  readonly summary?: string;
  /** Two runs beside each other: what is said of either, and where in the frames the second one begins. */
  readonly compared?: {
    readonly first: string;
    readonly second: string;
    readonly firstBytes: number;
  };
}

export type HostMessage =
  | {
      readonly type: 'reset';
      readonly run: RunInfo | undefined;
      readonly strings: Readonly<Record<string, string>>;
      readonly locale: string;
    }
  | { readonly type: 'frames'; readonly bytes: Uint8Array }
  | { readonly type: 'ended'; readonly run: RunInfo }
  /** All that was found to be wrong with the run so far; it may come before the frames that it tells of. */
  | { readonly type: 'findings'; readonly findings: readonly ShownFinding[] }
  /** One of them is to be shown, where it stands in the list. */
  | { readonly type: 'show-finding'; readonly index: number }
  /** Commands of the view's title bar, carried out by the page. */
  | { readonly type: 'command'; readonly command: ViewCommand };

export type ViewCommand = 'follow' | 'zoom-in' | 'zoom-out' | 'fit' | 'table' | 'find' | 'export-png' | 'export-svg';

export type ViewMessage =
  | { readonly type: 'ready' }
  | {
      readonly type: 'open-site';
      readonly file: string;
      readonly line: number;
      readonly column: number;
      readonly beside: boolean;
    }
  /** A replay begins: the files that its lines are in, the program's own first. */
  | { readonly type: 'replay'; readonly sources: readonly string[] }
  /** The replay stands at this line: it is lit up where it can be seen. Undefined: no longer. */
  | { readonly type: 'show-site'; readonly site: { readonly file: string; readonly line: number } | undefined }
  | { readonly type: 'run-pattern'; readonly pattern: string }
  | { readonly type: 'run-command'; readonly command: 'run-demo' | 'run-file' | 'stop' | 'open-in-editor' | 'export' }
  | { readonly type: 'save'; readonly name: string; readonly mime: string; readonly bytes: Uint8Array }
  /** Bytes of frames taken in so far: the host holds back when the page is far behind. */
  | { readonly type: 'taken'; readonly bytes: number }
  | { readonly type: 'following'; readonly following: boolean }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'failed'; readonly message: string };

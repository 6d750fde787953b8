/** Brings a history to one page, in pieces that the page can keep up with. */
import type { Finding } from '../trace/analysis/finding.ts';
import type { HostMessage, RunInfo, ShownFinding } from '../trace/protocol.ts';
import type { Cursor, RunHistory } from './history.ts';

/** The most that one message carries. */
export const MESSAGE_BYTES = 1024 * 1024;
/** The most that is on its way: sent, and not yet reported as taken. */
export const WINDOW_BYTES = 4 * MESSAGE_BYTES;
/** Frames that come closer together than this are sent in one message. */
const GATHER_MS = 12;

/** What does not come from the history. */
export interface FeedOptions {
  readonly post: (message: HostMessage) => void;
  readonly strings: Readonly<Record<string, string>>;
  readonly locale: string;
  /** A finding in the user's language. */
  readonly shown: (finding: Finding) => ShownFinding;
}

/** The stream of one page. It sends nothing until the page has said `ready`, and begins anew each time it does. */
export class Feed implements Disposable {
  readonly #history: RunHistory;
  readonly #options: FeedOptions;
  readonly #subscription: Disposable;
  #ready = false;
  #cursor: Cursor = { chunk: 0, offset: 0 };
  #sent = 0;
  #taken = 0;
  #ended: RunInfo | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The finding that is to be shown when the page is there. */
  #wanted: number | undefined;

  constructor(history: RunHistory, options: FeedOptions) {
    this.#history = history;
    this.#options = options;
    this.#subscription = history.listen({
      reset: () => {
        this.#wanted = undefined;
        this.#begin();
      },
      grown: () => this.#soon(),
      found: () => this.#tell(),
      ended: (run) => {
        this.#ended = run;
        this.#pump();
      },
    });
  }

  /** The page is there (again) and knows nothing. */
  ready(): void {
    this.#ready = true;
    this.#begin();
  }

  /** Has the page show a finding, now or when it is there. */
  show(index: number): void {
    this.#wanted = index;
    if (this.#ready) this.#tell();
  }

  /** The page has taken in so many bytes since the last reset. */
  taken(bytes: number): void {
    if (bytes > this.#sent) return; // about a run that is no longer shown
    this.#taken = Math.max(this.#taken, bytes);
    this.#pump();
  }

  /** The page is gone; another `ready` may come. */
  pause(): void {
    this.#ready = false;
  }

  [Symbol.dispose](): void {
    this.#ready = false;
    clearTimeout(this.#timer);
    this.#subscription[Symbol.dispose]();
  }

  #begin(): void {
    if (!this.#ready) return;
    this.#cursor = { chunk: 0, offset: 0 };
    this.#sent = 0;
    this.#taken = 0;
    const { run } = this.#history;
    this.#ended = run !== undefined && !run.live ? run : undefined;
    const { strings, locale } = this.#options;
    this.#options.post({ type: 'reset', run, strings, locale });
    this.#tell();
    this.#pump();
  }

  /** Frames with what the findings tell of go first, as far as they have come. */
  #tell(): void {
    const { findings } = this.#history;
    if (!this.#ready || findings.length === 0) return;
    if (this.#sent > 0) this.#pump();
    this.#options.post({ type: 'findings', findings: findings.map((finding) => this.#options.shown(finding)) });
    if (this.#wanted !== undefined && this.#wanted < findings.length)
      this.#options.post({ type: 'show-finding', index: this.#wanted });
    this.#wanted = undefined;
  }

  #soon(): void {
    if (this.#ready) this.#timer ??= setTimeout(() => this.#pump(), GATHER_MS);
  }

  #pump(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#ready) return;
    while (this.#sent - this.#taken < WINDOW_BYTES) {
      const bytes = this.#history.read(this.#cursor, MESSAGE_BYTES);
      if (bytes === undefined) break;
      this.#sent += bytes.byteLength;
      this.#options.post({ type: 'frames', bytes });
    }
    // The end is told when everything before it has been sent.
    if (this.#ended !== undefined && this.#sent === this.#history.bytes) {
      const run = this.#ended;
      this.#ended = undefined;
      this.#options.post({ type: 'ended', run });
    }
  }
}

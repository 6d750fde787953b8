/** What a run of a program is told and tells. */

export interface RunOptions {
  /** Absolute path of the program (.ts, .mts, .js, .mjs). */
  readonly program: string;
  readonly args?: readonly string[];
  readonly cwd?: string;
  /** Laid over this process's own environment; undefined takes a variable out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The Node to run it with; undefined: found as DESIGN says. */
  readonly nodePath?: string;
  /** Limit of the whole run in milliseconds. */
  readonly timeoutMs?: number;
  /** Directory of the bundled runtime (the one with register.js). */
  readonly runtimeDir: string;
  /**
   * 'inherit' for a terminal: the program's streams are the caller's. 'stderr': both go to the caller's standard error.
   * 'pipe': they come through onOutput.
   */
  readonly stdio: 'inherit' | 'stderr' | 'pipe';
  /** Where the program reads from; by default it shares the caller's standard input unless its output is piped. */
  readonly stdin?: 'inherit' | 'ignore';
  /** False: no call sites in events. Default true. */
  readonly sites?: boolean;
}

export interface RunResult {
  /** `ended`: by itself; `killed`: by a signal from outside; `failed-to-start`: it never ran. */
  readonly reason: 'ended' | 'stopped' | 'timeout' | 'killed' | 'failed-to-start';
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** One sentence for people. */
  readonly message: string;
  /** Processes that had to be ended by the session after the program's main process was gone. */
  readonly leftBehind: readonly { readonly pid: number; readonly command: string }[];
  readonly durationMs: number;
}

export interface Subscription extends Disposable {}

/** One run of one program. What comes before there is a listener is kept for the first one, up to 8 MiB a kind. */
export interface Run {
  readonly id: string;
  readonly pid: number | undefined;
  readonly ended: Promise<RunResult>;
  /** Whole frames, in the order in which they were read. The bytes are the listener's to keep. */
  onFrames(listener: (bytes: Uint8Array) => void): Subscription;
  onOutput(listener: (stream: 'stdout' | 'stderr', bytes: Uint8Array) => void): Subscription;
  /** Ends the program, politely and then not (called again: at once). Resolves when everything it started is gone. */
  stop(): Promise<RunResult>;
  /** The reader takes no more until resume(): the program is slowed down, nothing is lost. */
  pause(): void;
  resume(): void;
}

/** Runs one program at a time and puts it on the timeline. */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Run, RunResult } from '../session/types.ts';
import type { Finding } from '../trace/analysis/finding.ts';
import type { RunInfo } from '../trace/protocol.ts';
import { kindTitle, shownFinding } from './finding-words.ts';
import type { RunHistory } from './history.ts';
import { OutputLog } from './output.ts';
import { outcome } from './words.ts';

/** Events beyond this would choke the timeline and the extension host; the run is stopped, and that is said. */
const MOST_BYTES = 512 * 1024 * 1024;

const KEPT_STDERR = 64 * 1024;

/** A program to run. */
export interface Program {
  /** Absolute path. */
  readonly file: string;
  readonly title: string;
  /** The pattern's id, when it is one. */
  readonly pattern?: string;
  readonly args?: readonly string[];
  readonly cwd?: string;
  /** Also gets what the program writes. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', bytes: Uint8Array) => void;
  /** Is told what is wrong with the run instead of the user. */
  readonly onFinding?: (finding: Finding) => void;
}

interface Going {
  readonly run: Run;
  readonly info: RunInfo;
  readonly startedAt: number;
}

/** Owns the run that is going, if any. */
export class Runner implements vscode.Disposable {
  readonly #history: RunHistory;
  readonly #channel: vscode.OutputChannel;
  readonly #runtimeDir: string;
  readonly #changed = new vscode.EventEmitter<void>();
  /** A run began or ended. */
  readonly onDidChange = this.#changed.event;
  readonly #failed = new vscode.EventEmitter<string>();
  /** A run ended badly; the end of what it wrote to standard error. */
  readonly onDidFail = this.#failed.event;
  readonly #found = new vscode.EventEmitter<{ readonly finding: Finding; readonly program: string }>();
  /** Something is wrong with the run that is going. */
  readonly onDidFind = this.#found.event;
  #going: Going | undefined;
  /** Starts come one after the other: each ends its predecessor first. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(history: RunHistory, channel: vscode.OutputChannel, runtimeDir: string) {
    this.#history = history;
    this.#channel = channel;
    this.#runtimeDir = runtimeDir;
  }

  /** The run that is going. */
  get going(): { readonly info: RunInfo; readonly startedAt: number } | undefined {
    return this.#going;
  }

  /** Ends the run that is going, if any, and starts this one. Resolves when the program has been started. */
  start(program: Program): Promise<{ readonly ended: Promise<RunResult> }> {
    const started = this.#queue.then(async () => {
      await this.stop();
      return await this.#start(program);
    });
    this.#queue = started.catch(() => {});
    return started;
  }

  /** Ends the run that is going. Resolves when nothing of it is left. */
  async stop(): Promise<void> {
    await this.#going?.run.stop();
  }

  dispose(): void {
    this.#changed.dispose();
    this.#failed.dispose();
    this.#found.dispose();
  }

  async #start(program: Program): Promise<{ readonly ended: Promise<RunResult> }> {
    const { startRun } = await import('../session/start.ts');
    const settings = vscode.workspace.getConfiguration('heddle');
    const info: RunInfo = {
      id: randomUUID(),
      title: program.title,
      program: program.file,
      pattern: program.pattern,
      live: true,
    };
    this.#history.begin(info);
    const log = new OutputLog(this.#channel, {
      cut: (characters) => vscode.l10n.t('[{0} more bytes of output are not shown]', characters),
    });
    log.say(vscode.l10n.t('[Running {0}]', program.file));
    const run = startRun({
      program: program.file,
      args: program.args,
      cwd: program.cwd,
      nodePath: settings.get<string>('nodePath') || undefined,
      runtimeDir: this.#runtimeDir,
      stdio: 'pipe',
    });
    this.#going = { run, info, startedAt: Date.now() };
    this.#changed.fire();
    return { ended: this.#follow(run, info, log, program) };
  }

  async #follow(run: Run, info: RunInfo, log: OutputLog, { onOutput, onFinding }: Program): Promise<RunResult> {
    let full = false;
    let stderr = '';
    using _output = run.onOutput((stream, bytes) => {
      log.write(stream, bytes);
      onOutput?.(stream, bytes);
      if (stream === 'stderr') stderr = (stderr + Buffer.from(bytes).toString()).slice(-KEPT_STDERR);
    });
    using _frames = run.onFrames((bytes) => {
      if (full) return;
      this.#history.add(bytes);
      if (this.#history.bytes < MOST_BYTES) return;
      full = true;
      void run.stop();
    });
    const { watchFindings } = await import('../session/findings.ts');
    using _findings = watchFindings(run, (finding) => {
      this.#history.addFinding(finding);
      log.say(`[${kindTitle(finding.finding)}: ${shownFinding(finding).message}]`);
      if (onFinding) onFinding(finding);
      else this.#found.fire({ finding, program: info.program });
    });
    const result = await run.ended;
    const summary = outcome(result) + (full ? vscode.l10n.t(' It recorded more events than fit in memory.') : '');
    log.end(`[${summary}]`);
    if (this.#going?.run === run) this.#going = undefined;
    this.#history.end({ ...info, live: false, summary });
    this.#changed.fire();
    if (result.exitCode !== 0 && stderr !== '') this.#failed.fire(stderr);
    return result;
  }
}

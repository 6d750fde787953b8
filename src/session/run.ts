/** One run: the program's process, its streams, and the end of everything it started. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { FrameEncoder } from '../trace/codec.ts';
import { actorKey, type EventData, OPS, type Op, PHASES, SCHEMA_VERSION } from '../trace/schema.ts';
import type { EventPipe } from './event-pipe.ts';
import { Feed } from './feed.ts';
import { FrameSplitter } from './frames.ts';
import { Goodbyes } from './goodbyes.ts';
import type { Guardian } from './guardian.ts';
import { type Ending, messageOf } from './messages.ts';
import type { FoundNode } from './node.ts';
import { SESSION_VARIABLE, type Survivor, signalRun, survivors } from './processes.ts';
import type { Run, RunOptions, RunResult, Subscription } from './types.ts';

/** How long a polite request to end may take. */
const GRACE_MS = 1000;
/** How long descendants may outlive the program's main process before they count as left behind. */
const OUTLIVE_MS = 250;
/** How often one looks for descendants that were killed. */
const LOOK_MS = 100;
/** A pipe that somebody out of reach still holds is given up when it has been quiet for this long. */
const QUIET_MS = 200;

const now = (): number => Number(process.hrtime.bigint());
const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What a program is started with. */
export interface Start {
  readonly node: FoundNode;
  readonly pipe: EventPipe | undefined;
  readonly guardian: Guardian;
}

export class ProgramRun implements Run {
  readonly id: string;
  readonly ended: Promise<RunResult>;
  pid: number | undefined;
  readonly #options: RunOptions;
  readonly #startNs = now();
  readonly #frames = new Feed<[Uint8Array]>((bytes) => bytes.length);
  readonly #output = new Feed<['stdout' | 'stderr', Uint8Array]>((_, bytes) => bytes.length);
  readonly #encoder = new FrameEncoder(0, 0, (frame) => this.#frames.emit(frame.slice()));
  readonly #splitter = new FrameSplitter();
  readonly #goodbyes = new Goodbyes();
  readonly #sources: Readable[] = [];
  #paused = false;
  #why: 'stopped' | 'timeout' | undefined;
  #stops = 0;
  /** Settles the polite waiting when stop is called again. */
  #hurry: () => void = () => {};

  /** `prepare` finds what the program is started with; what it throws is why the run failed to start. */
  constructor(id: string, options: RunOptions, prepare: () => Promise<Start>) {
    this.id = id;
    this.#options = options;
    this.ended = this.#live(prepare);
  }

  onFrames(listener: (bytes: Uint8Array) => void): Subscription {
    return this.#frames.subscribe(listener);
  }

  onOutput(listener: (stream: 'stdout' | 'stderr', bytes: Uint8Array) => void): Subscription {
    return this.#output.subscribe(listener);
  }

  pause(): void {
    this.#paused = true;
    for (const source of this.#sources) source.pause();
  }

  resume(): void {
    this.#paused = false;
    for (const source of this.#sources) source.resume();
  }

  stop(): Promise<RunResult> {
    this.#end('stopped');
    return this.ended;
  }

  #end(why: 'stopped' | 'timeout'): void {
    this.#why ??= why;
    if (this.#stops++ > 0) this.#hurry();
    else if (this.pid !== undefined) void this.#endAll().catch(() => {});
  }

  async #live(prepare: () => Promise<Start>): Promise<RunResult> {
    let start: Start | undefined;
    try {
      start = await prepare();
      if (this.#why !== undefined) return this.#result({ reason: this.#why });
      const child = await this.#spawn(start);
      return await this.#follow(child);
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error);
      return this.#result({ reason: 'failed-to-start', failure });
    } finally {
      start?.pipe?.closeWriter();
      start?.pipe?.reader.destroy();
      await start?.guardian.dismiss();
    }
  }

  async #spawn({ node, pipe, guardian }: Start): Promise<ChildProcess> {
    const options = this.#options;
    const outputs = { inherit: [1, 2], stderr: [2, 2], pipe: ['pipe', 'pipe'] }[options.stdio] as ('pipe' | number)[];
    const stdin = options.stdin ?? (options.stdio === 'pipe' ? 'ignore' : 'inherit');
    this.#record('session', {
      startNs: this.#startNs,
      wallMs: Date.now(),
      program: options.program,
      node: node.version,
      schema: SCHEMA_VERSION,
      platform: process.platform,
      argv: JSON.stringify(options.args ?? []),
    });
    const child = spawn(
      node.path,
      [
        '--import',
        pathToFileURL(join(options.runtimeDir, 'register.js')).href,
        '--disable-warning=ExperimentalWarning',
        options.program,
        ...(options.args ?? []),
      ],
      {
        cwd: options.cwd,
        detached: process.platform !== 'win32',
        windowsHide: true,
        env: this.#environment(node),
        stdio: [stdin, outputs[0], outputs[1], pipe ? pipe.writeFd : 'pipe'],
      },
    );
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (error) => reject(new Error(`${node.path} could not be started: ${error.message}`)));
    });
    this.pid = child.pid;
    guardian.guard(child.pid!);
    child.on('error', () => {}); // a signal that could not be sent
    pipe?.closeWriter();
    this.#read(pipe?.reader ?? (child.stdio[3] as Readable), (bytes) => this.#takeFrames(bytes));
    if (child.stdout) this.#read(child.stdout, (bytes) => this.#output.emit('stdout', bytes));
    if (child.stderr) this.#read(child.stderr, (bytes) => this.#output.emit('stderr', bytes));
    return child;
  }

  #environment(node: FoundNode): NodeJS.ProcessEnv {
    const { ELECTRON_RUN_AS_NODE: _, ...env } = { ...process.env, ...this.#options.env };
    return {
      ...env,
      ...(node.electron ? { ELECTRON_RUN_AS_NODE: '1' } : {}),
      [SESSION_VARIABLE]: this.id,
      HEDDLE_PIPE_FD: '3',
      HEDDLE_SITES: this.#options.sites === false ? '0' : '1',
    };
  }

  #read(source: Readable, take: (bytes: Uint8Array) => void): void {
    this.#sources.push(source);
    source.on('data', take);
    source.on('error', () => source.destroy());
    if (this.#paused) source.pause();
  }

  #takeFrames(bytes: Uint8Array): void {
    const frames = this.#splitter.push(bytes, (owner, frame) => this.#goodbyes.saw(owner, frame));
    if (frames.length > 0) this.#frames.emit(frames);
  }

  /** From the start of the process to the end of the last of its descendants. */
  async #follow(child: ChildProcess): Promise<RunResult> {
    const { timeoutMs } = this.#options;
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => this.#end('timeout'), timeoutMs);
    if (this.#why !== undefined) void this.#endAll().catch(() => {});
    const looking = setInterval(() => this.#lookForKilled(child.pid!), LOOK_MS);
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) resolve([child.exitCode, child.signalCode]);
      else child.once('exit', (...ending) => resolve(ending));
    });
    clearTimeout(timer);
    clearInterval(looking);
    const why = this.#why;
    const outlived = why === undefined ? await this.#outlived() : [];
    await this.#endAll();
    await this.#drain();
    this.#sayGoodbyes(child.pid!, code, signal, why !== undefined);
    return this.#result({
      reason: why ?? (signal === null ? 'ended' : 'killed'),
      exitCode: code ?? undefined,
      signal: signal ?? undefined,
      leftBehind: outlived,
      error: why === undefined && code !== 0 ? (this.#goodbyes.of(child.pid!)?.error as string) : undefined,
    });
  }

  /** Descendants that are still there a moment after the program's main process ended. */
  async #outlived(): Promise<Survivor[]> {
    const deadline = now() + OUTLIVE_MS * 1e6;
    for (;;) {
      const left = survivors(this.pid, this.id);
      if (left.length === 0 || now() > deadline) return left;
      await delay(10);
    }
  }

  /** Ends the group and the marked processes, first politely. */
  async #endAll(): Promise<void> {
    if (survivors(this.pid, this.id).length === 0) return;
    signalRun(this.pid, this.id, 'SIGTERM');
    let hurried = this.#stops > 1;
    this.#hurry = () => {
      hurried = true;
    };
    const deadline = now() + GRACE_MS * 1e6;
    while (now() < deadline && !hurried) {
      await delay(10);
      if (survivors(this.pid, this.id).length === 0) return;
    }
    // What is in the kernel's hands cannot be hurried, but it is not waited for without end.
    for (let tries = 0; tries < 200 && survivors(this.pid, this.id).length > 0; tries++) {
      signalRun(this.pid, this.id, 'SIGKILL');
      await delay(10);
    }
  }

  /** Takes in what is still in the pipes: at most what the kernel holds, so a listener's pause no longer counts. */
  async #drain(): Promise<void> {
    this.resume();
    await Promise.all(
      this.#sources.map(
        (source) =>
          new Promise<void>((resolve) => {
            if (source.destroyed || source.readableEnded) return resolve();
            let timer = setTimeout(giveUp, QUIET_MS);
            function giveUp(): void {
              source.destroy();
            }
            source.on('data', () => {
              clearTimeout(timer);
              timer = setTimeout(giveUp, QUIET_MS);
            });
            source.once('close', () => {
              clearTimeout(timer);
              resolve();
            });
          }),
      ),
    );
  }

  #lookForKilled(main: number): void {
    this.#goodbyes.lookForKilled((pid, exit) => {
      if (pid !== main) this.#record('exit', { target: actorKey(pid, 0), ...exit });
    });
  }

  #sayGoodbyes(main: number, code: number | null, signal: string | null, ended: boolean): void {
    for (const pid of this.#goodbyes.missing()) {
      const target = actorKey(pid, 0);
      if (ended) this.#record('exit', { target, reason: 'session' });
      else if (pid !== main) this.#record('exit', { target, reason: 'unknown' });
      else if (signal !== null) this.#record('exit', { target, reason: 'signal', signal });
      else this.#record('exit', { target, reason: 'exit', code: code ?? 0 });
    }
  }

  #record(op: Op, data: EventData): void {
    this.#encoder.event(now(), OPS.indexOf(op), PHASES.indexOf('instant'), 0, 0, -1, 0, 0, data);
    this.#encoder.flush();
  }

  #result(part: Pick<RunResult, 'reason'> & Partial<Ending>): RunResult {
    const { program, timeoutMs } = this.#options;
    const durationMs = (now() - this.#startNs) / 1e6;
    const ending: Ending = {
      exitCode: undefined,
      signal: undefined,
      leftBehind: [],
      durationMs,
      program,
      timeoutMs,
      ...part,
    };
    const { reason, exitCode, signal, leftBehind } = ending;
    return { reason, exitCode, signal, leftBehind, durationMs, message: messageOf(ending) };
  }
}

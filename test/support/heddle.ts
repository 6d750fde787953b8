/** The built `heddle` command, run as a user would, and what it may not leave behind. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { allProcesses } from './processes.ts';

/** Where the build stands that is tested. */
export const DIST: string = resolve(process.env.HEDDLE_DIST ?? 'dist');
const COMMAND = join(DIST, 'cli', 'heddle.js');

/** What a command line came to. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

/** A command line under way. */
export interface Going {
  readonly pid: number;
  readonly ended: Promise<Outcome>;
  /** Resolves once the text has come on standard output. */
  saw(text: string): Promise<void>;
}

/** Starts `heddle` with pipes for its streams. */
export function begin(args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): Going {
  const began = performance.now();
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  const watchers = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      for (const watcher of watchers) watcher();
    });
  }
  const ended = new Promise<Outcome>((settle, reject) => {
    child.on('error', reject);
    child.on('close', (code) => settle({ code, ...output, ms: performance.now() - began }));
  });
  const saw = (text: string): Promise<void> =>
    new Promise((settle, reject) => {
      const look = (): void => {
        if (output.stdout.includes(text)) settle();
      };
      watchers.add(look);
      look();
      ended.then(() => reject(new Error(`ended without saying "${text}": ${output.stdout}${output.stderr}`)), reject);
    });
  return { pid: child.pid!, ended, saw };
}

/** Runs `heddle` to its end. */
export function heddle(
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Outcome> {
  return begin(args, options).ended;
}

/** A folder of programs that is gone at the end of the scope. */
export class Programs implements Disposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'programs-'));

  /** Writes a program and gives its path. */
  add(name: string, source: string | Uint8Array): string {
    const path = join(this.folder, name);
    writeFileSync(path, source);
    return path;
  }

  /** Processes that were started from this folder and are still there. */
  running(): string[] {
    return allProcesses()
      .map(({ command }) => command)
      .filter((command) => command.includes(this.folder));
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Temporary folders of sessions whose owner has this pid, or all of them. */
export function sessionFolders(owner = ''): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith(`heddle-session-${owner}`));
}

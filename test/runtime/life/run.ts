/** Runs a program as a session does, and tells all that it did. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { FrameDecoder } from '../../../src/trace/codec.ts';
import type { DecodedRecord } from '../../../src/trace/schema.ts';
import { DIST } from '../../support/heddle.ts';

const register = pathToFileURL(join(DIST, 'runtime', 'register.js')).href;

/** What a program has done. */
export interface Done {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What came through the event pipe. */
  readonly events: readonly DecodedRecord[];
}

/** How a program is run. */
export interface RunKind {
  /** With an event pipe. */
  readonly record?: boolean;
  /** False: as if nobody had started a session. */
  readonly session?: boolean;
  /** The reader of its output takes a nap first. */
  readonly slow?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs one of the programs beside this file to its end. */
export function run(program: string, args: readonly string[] = [], options: RunKind = {}): Promise<Done> {
  const path = fileURLToPath(new URL(`./programs/${program}`, import.meta.url));
  const child = spawn(
    process.execPath,
    ['--import', register, '--disable-warning=ExperimentalWarning', path, ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe', options.record ? 'pipe' : 'ignore'],
      env: {
        ...process.env,
        ...options.env,
        ...(options.session === false ? {} : { HEDDLE_SESSION: 'test' }),
        ...(options.record ? { HEDDLE_PIPE_FD: '3' } : {}),
      },
    },
  );
  const chunks: [Buffer[], Buffer[], Buffer[]] = [[], [], []];
  for (const [index, fd] of [1, 2, 3].entries()) {
    child.stdio[fd]?.on('data' as never, ((chunk: Buffer) => chunks[index]?.push(chunk)) as never);
  }
  if (options.slow) {
    child.stdout?.pause();
    setTimeout(() => child.stdout?.resume(), 300);
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const [stdout, stderr, events] = chunks.map((each) => Buffer.concat(each)) as [Buffer, Buffer, Buffer];
      resolve({
        stdout: stdout.toString(),
        stderr: stderr.toString(),
        code,
        signal,
        events: new FrameDecoder().push(events),
      });
    });
  });
}

/** Runs a scene of scenes.ts. */
export const scene = (name: string, options?: RunKind): Promise<Done> => run('scenes.ts', [name], options);

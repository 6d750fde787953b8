/** `heddle compare`: serial, threads or processes, for a function of one's own. */
import { compare, type Measured, verdictOf } from '../session/compare.ts';
import type { Run } from '../session/types.ts';
import { signalCode } from './exit-codes.ts';
import { existingFile, RUNTIME_DIR } from './places.ts';

const BAR_WIDTH = 40;

export interface CompareFlags {
  readonly calls: number;
  readonly node?: string;
  /** Seconds. */
  readonly timeout?: number;
  readonly json?: boolean;
}

/** Measures and prints bars and a verdict, or JSON lines. */
export async function compareWays(
  file: string,
  name: string,
  args: readonly string[],
  { calls, node, timeout, json }: CompareFlags,
): Promise<number> {
  const module = existingFile(file, 'program');
  let run: Run | undefined;
  let asked: NodeJS.Signals | undefined;
  const stop = (signal: NodeJS.Signals): void => {
    asked ??= signal;
    void run?.stop();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, stop);
  try {
    const measured = await compare({
      module,
      name,
      args: args.map(argumentOf),
      calls,
      runtimeDir: RUNTIME_DIR,
      nodePath: node,
      timeoutMs: timeout === undefined ? undefined : timeout * 1000,
      onRun: (begun) => {
        run = begun;
      },
    });
    if (json) for (const each of measured) process.stdout.write(`${JSON.stringify(each)}\n`);
    else process.stdout.write(`${inBars(name, calls, measured)}\n${verdictOf(measured)}\n`);
    return 0;
  } catch (error) {
    if (asked) return signalCode(asked);
    process.stderr.write(`heddle: ${(error as Error).message}\n`);
    return 1;
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}

/** JSON where it is JSON, else the word itself. */
function argumentOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function inBars(name: string, calls: number, measured: readonly Measured[]): string {
  const longest = Math.max(...measured.map(({ ms }) => ms));
  const lines = measured.map(({ way, workers, ms, startingMs, copyingMs }) => {
    const whole = Math.max(1, Math.round((ms / longest) * BAR_WIDTH));
    const starting = way === 'serial' ? 0 : Math.min(whole, Math.round((startingMs / longest) * BAR_WIDTH));
    const bar = ('░'.repeat(starting) + '█'.repeat(whole - starting)).padEnd(BAR_WIDTH);
    const parts =
      way === 'serial' ? '' : `  ${workers} workers, ${show(startingMs)} starting, ${show(copyingMs)} handing back`;
    return `${way.padEnd(9)}  ${show(ms).padStart(10)}  ${bar}${parts}`.trimEnd();
  });
  return [`${calls} calls of ${name} (░ starting, █ working)`, ...lines].join('\n');
}

function show(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

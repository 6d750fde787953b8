/** `heddle compare`: serial, threads or processes, for a function of one's own. */
import { compare, type Measured, type Verdict, verdictOf } from '../session/compare.ts';
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
    else process.stdout.write(`${inBars(name, calls, measured)}\n${inWords(verdictOf(measured))}\n`);
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

/** Shades of a bar, in the order in which a worker goes through them. */
const SHADES = [
  ['starting', '░', (each: Measured) => each.startingMs],
  ['working', '█', (each: Measured) => each.workingMs],
  ['copying', '▒', (each: Measured) => each.copyingMs],
] as const;

function inBars(name: string, calls: number, measured: readonly Measured[]): string {
  const longest = Math.max(...measured.map(({ ms }) => ms));
  const lines = measured.map((each) => {
    const { way, workers, ms, startingMs, copyingMs } = each;
    const shades = way === 'serial' ? SHADES.slice(1, 2) : SHADES;
    const bar = shades.map(([, shade, of]) => shade.repeat(Math.round((of(each) / longest) * BAR_WIDTH))).join('');
    const parts =
      way === 'serial' ? '' : `  ${workers} workers, ${show(startingMs)} starting, ${show(copyingMs)} copying`;
    return `${way.padEnd(9)}  ${show(ms).padStart(10)}  ${(bar || '▏').padEnd(BAR_WIDTH)}${parts}`.trimEnd();
  });
  const legend = SHADES.map(([word, shade]) => `${shade} ${word}`).join(', ');
  return [`${calls} calls of ${name} (${legend})`, ...lines].join('\n');
}

const COSTS = {
  starting: 'starting a worker costs more than the calls',
  copying: 'handing arguments over and results back costs more than the calls',
};

function inWords({ use, threads, processes, cost }: Verdict): string {
  const times = (factor: number): string => `${factor.toFixed(1)} times as fast`;
  switch (use) {
    case 'serial':
      return `Call it one after the other: ${cost === undefined ? 'nothing is gained' : COSTS[cost]}.`;
    case 'threads':
      return `Use threads: ${times(threads)} as one after the other (processes: ${times(processes)}).`;
    case 'processes':
      return `Use processes: ${times(processes)} as one after the other (threads: ${times(threads)}).`;
    default:
      return use satisfies never;
  }
}

function show(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

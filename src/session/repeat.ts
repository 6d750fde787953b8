/** What differs between several runs of one program: a race does not fail each time, so it is counted. */
import type { RunResult } from './types.ts';

/** One run as far as the tally is concerned. */
export interface Outcome {
  readonly result: Pick<RunResult, 'reason' | 'exitCode' | 'signal'>;
  /** What the program printed. */
  readonly output: string;
  /** The defect that it was stopped for, in words. */
  readonly defect?: string;
}

/** How a thing came out over the runs: the values, the most frequent first. */
export interface Histogram {
  /** A line of the output in which # stands for numbers, or undefined for how the program ended. */
  readonly line: string | undefined;
  /** Whether the values count how often the line came in a run; otherwise they are the line's own text. */
  readonly counted: boolean;
  readonly values: readonly { readonly value: string; readonly runs: number }[];
}

/** How many different lines a tally follows; a program that prints more is not meant to be compared. */
const MOST_LINES = 1000;

/** Gathers outcomes. */
export class OutcomeTally {
  readonly #runs: { readonly ending: string; readonly lines: ReadonlyMap<string, readonly string[]> }[] = [];

  get runs(): number {
    return this.#runs.length;
  }

  add({ result, output, defect }: Outcome): void {
    const lines = new Map<string, string[]>();
    for (const text of output.split('\n').map((line) => line.trimEnd())) {
      if (text === '') continue;
      const shape = text.replace(/-?\d+(?:\.\d+)?/g, '#');
      const known = lines.get(shape);
      if (known !== undefined) known.push(text);
      else if (lines.size < MOST_LINES) lines.set(shape, [text]);
    }
    // The times at which a defect came about differ from run to run.
    const timeless = defect?.replace(/\d+\.\d\d(?= ?(?:s|秒))/g, '#');
    this.#runs.push({ ending: timeless ?? ending(result), lines });
  }

  /** The endings first, always; then every line that did not come out the same in all runs. */
  histograms(): Histogram[] {
    const endings = histogram(
      undefined,
      false,
      this.#runs.map((run) => run.ending),
    );
    const shapes = new Set(this.#runs.flatMap(({ lines }) => [...lines.keys()]));
    const differing = [...shapes].map((shape) => {
      const texts = this.#runs.map(({ lines }) => lines.get(shape) ?? []);
      // A line that comes once in each run differs in its numbers; another one in how often it comes.
      const counted = texts.some(({ length }) => length !== 1);
      return histogram(
        shape,
        counted,
        texts.map((found) => (counted ? String(found.length) : found[0]!)),
      );
    });
    return [endings, ...differing.filter(({ values }) => values.length > 1)];
  }
}

function histogram(line: string | undefined, counted: boolean, values: readonly string[]): Histogram {
  const runs = new Map<string, number>();
  for (const value of values) runs.set(value, (runs.get(value) ?? 0) + 1);
  const sorted = [...runs].map(([value, count]) => ({ value, runs: count }));
  // Counts read best in their own order.
  sorted.sort((a, b) => (counted ? Number(a.value) - Number(b.value) : b.runs - a.runs || compare(a.value, b.value)));
  return { line, counted, values: sorted };
}

/** Numbers in their own order, whatever stands around them. */
const { compare } = new Intl.Collator('en', { numeric: true });

function ending({ reason, exitCode, signal }: Outcome['result']): string {
  if (reason === 'ended') return `exit ${exitCode ?? 0}`;
  return reason === 'killed' && signal !== undefined ? `killed ${signal}` : reason;
}

/** The histograms as text with bars, for a terminal or an editor. */
export function histogramText(histograms: readonly Histogram[], runs: number, width = 40): string {
  return histograms
    .map(({ line, counted, values }) => {
      const longest = Math.min(60, Math.max(...values.map(({ value }) => value.length)) + (counted ? 1 : 0));
      const rows = values.map(({ value, runs: count }) => {
        const label = (counted ? `${value}x` : value).padEnd(longest);
        return `  ${label}  ${'█'.repeat(Math.max(1, Math.round((count / runs) * width)))} ${count}`;
      });
      return [line ?? 'exit', ...rows].join('\n');
    })
    .join('\n\n');
}

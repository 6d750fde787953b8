/** *Run Repeatedly...*: runs a program several times and shows what differed. */
import * as vscode from 'vscode';
import type { Histogram } from '../session/repeat.ts';
import { activeProgram } from './active-file.ts';
import { patternItems } from './insert.ts';
import { type Library, localised } from './library.ts';
import type { Chart, Report } from './report.ts';
import type { Reports } from './report-panel.ts';
import type { Program, Runner } from './runner.ts';

const MOST_RUNS = 1000;
const DEFAULT_RUNS = '20';
const KEPT_OUTPUT = 256 * 1024;

/** What a report's link asks for: a pattern's id or a file, and how often. */
export interface Repetition {
  readonly pattern?: string;
  readonly file: string;
  readonly times: number;
}

/** Asks for a program and a number, runs it that often, and opens the report. */
export async function runRepeatedly(
  library: Library,
  runner: Runner,
  reports: Reports,
  again?: Repetition,
): Promise<void> {
  const { t } = vscode.l10n;
  const program = again === undefined ? await pickProgram(library) : await programOf(library, again);
  if (program === undefined) return;
  const times = again?.times ?? (await askTimes());
  if (times === undefined) return;
  const { OutcomeTally } = await import('../session/repeat.ts');
  const tally = new OutcomeTally();
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: program.title, cancellable: true },
    async (progress, token) => {
      token.onCancellationRequested(() => void runner.stop());
      for (let run = 1; run <= times && !token.isCancellationRequested; run++) {
        progress.report({ message: t('run {0} of {1}', run, times), increment: 100 / times });
        const outcome = await runOnce(runner, program);
        // Somebody stopped it, or began another one: the rest is not wanted.
        if (outcome.result.reason === 'stopped' && outcome.defect === undefined) break;
        tally.add(outcome);
        if (outcome.result.reason === 'failed-to-start') throw new Error(outcome.result.message);
      }
    },
  );
  if (tally.runs === 0) return;
  const { file, pattern } = program;
  const repetition: Repetition = { file, pattern, times };
  reports.show(`repeat ${file}`, reportOf(program.title, tally.histograms(), tally.runs, repetition));
}

async function runOnce(runner: Runner, program: Program) {
  let output = '';
  let defect: string | undefined;
  const decoder = new TextDecoder();
  const { ended } = await runner.start({
    ...program,
    onOutput: (stream, bytes) => {
      if (stream === 'stdout' && output.length < KEPT_OUTPUT) output += decoder.decode(bytes, { stream: true });
    },
    onFinding: ({ severity, message }) => {
      if (severity !== 'error') return;
      defect ??= message;
      void runner.stop(); // it would hang for ever
    },
  });
  return { result: await ended, output, defect };
}

async function askTimes(): Promise<number | undefined> {
  const { t } = vscode.l10n;
  const answer = await vscode.window.showInputBox({
    title: t('Run Repeatedly'),
    prompt: t('How many times?'),
    value: DEFAULT_RUNS,
    validateInput: (text) =>
      /^\d+$/.test(text) && Number(text) >= 2 && Number(text) <= MOST_RUNS
        ? undefined
        : t('A number from 2 to {0}', MOST_RUNS),
  });
  return answer === undefined ? undefined : Number(answer);
}

async function pickProgram(library: Library): Promise<Program | undefined> {
  const { t } = vscode.l10n;
  const editor = vscode.window.activeTextEditor;
  const active = {
    label: t('The active file'),
    description: editor && vscode.workspace.asRelativePath(editor.document.uri, false),
    active: true,
  };
  const items = [...(editor === undefined ? [] : [active]), ...(await patternItems(library))];
  const item = await vscode.window.showQuickPick(items, {
    title: t('Run Repeatedly'),
    placeHolder: t('Choose what to run'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (item === undefined) return undefined;
  if ('active' in item) return await activeProgram();
  const { pattern } = item;
  return pattern && { file: pattern.file, title: localised(pattern.title), pattern: pattern.id };
}

async function programOf(library: Library, { pattern, file }: Repetition): Promise<Program | undefined> {
  if (pattern === undefined) return await activeProgram(vscode.Uri.file(file));
  const found = await library.find(pattern);
  return found && { file: found.file, title: localised(found.title), pattern: found.id };
}

function reportOf(title: string, histograms: readonly Histogram[], runs: number, repetition: Repetition): Report {
  const { t } = vscode.l10n;
  const same = histograms.every(({ values }) => values.length === 1);
  return {
    title: t('{0}: {1} runs', title, runs),
    verdict: same
      ? t('Every run ended and printed the same.')
      : t('The runs differed: what comes out depends on who comes first.'),
    charts: histograms.map((histogram) => chartOf(histogram, runs)),
    note: t('In the lines of the output # stands for a number. What all runs printed alike is left out.'),
    again: { label: t('Run Again'), command: 'heddle.runRepeatedly', argument: repetition },
  };
}

function chartOf({ line, counted, values }: Histogram, runs: number): Chart {
  const { t } = vscode.l10n;
  const caption =
    line === undefined
      ? t('How the runs ended')
      : counted
        ? t('How often a run printed: {0}', line)
        : t('What a run printed: {0}', line);
  return {
    caption,
    rows: values.map(({ value, runs: count }) => ({
      label: line === undefined ? endingInWords(value) : counted ? t('{0} times', value) : value,
      parts: [{ part: 'plain', share: count / runs }],
      value: t('{0} of {1}', count, runs),
    })),
  };
}

/** The tally's word for an ending, in the user's language; a defect is a sentence already. */
function endingInWords(ending: string): string {
  const { t } = vscode.l10n;
  const [, kind, what] = /^(exit|killed) (\S+)$/.exec(ending) ?? [];
  if (kind === 'exit') return t('exit code {0}', what!);
  if (kind === 'killed') return t('killed by {0}', what!);
  return ending;
}

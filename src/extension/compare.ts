/** *Compare Threads and Processes...*: a function of one's own, called in a row, on threads and on processes. */
import { cpus } from 'node:os';
import * as vscode from 'vscode';
import type { Comparison, Measured, Verdict } from '../session/compare.ts';
import { activeProgram } from './active-file.ts';
import { argumentsOf, type ExportedFunction, exportedFunctions } from './exports.ts';
import type { Report, Row } from './report.ts';
import type { Reports } from './report-panel.ts';
import type { Runner } from './runner.ts';

const MOST_CALLS = 10_000;
const DEFAULT_CALLS = '8';
const KEPT_STDERR = 64 * 1024;

/** What was asked for last, by file and function: asking again begins there. */
const asked = new Map<string, { readonly args: string; readonly calls: string }>();

/** Asks for a function, its arguments and a number of calls, measures, and opens the report. */
export async function compareWays(runner: Runner, reports: Reports, again?: Comparison): Promise<void> {
  // What a link asks for needs as much trust, and as much of the file on disk, as what was asked for at first.
  if (again !== undefined && (await activeProgram(vscode.Uri.file(again.module))) === undefined) return;
  const comparison = again ?? (await askWhat());
  if (comparison === undefined) return;
  const measured = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Comparing {0}', comparison.name),
      cancellable: true,
    },
    (progress, token) => {
      token.onCancellationRequested(() => void runner.stop());
      return measure(runner, comparison, progress);
    },
  );
  if (measured === undefined) return;
  const { verdictOf } = await import('../session/compare.ts');
  reports.show(`compare ${comparison.module} ${comparison.name}`, reportOf(comparison, measured, verdictOf(measured)));
}

async function askWhat(): Promise<Comparison | undefined> {
  const { t } = vscode.l10n;
  const program = await activeProgram();
  if (program === undefined) return undefined;
  const document = await vscode.workspace.openTextDocument(program.file);
  const functions = exportedFunctions(document.getText());
  if (functions.length === 0) {
    void vscode.window.showInformationMessage(
      t('{0} exports no function. Write export before the one to compare.', program.title),
    );
    return undefined;
  }
  const chosen = await pickFunction(functions, program.title);
  if (chosen === undefined) return undefined;
  const key = `${program.file} ${chosen.name}`;
  const former = asked.get(key);
  const args = chosen.parameters === '' ? '' : await askArguments(chosen, former?.args ?? '');
  if (args === undefined) return undefined;
  const calls = await vscode.window.showInputBox({
    title: t('Compare Threads and Processes'),
    prompt: t('How many calls of {0}?', chosen.name),
    value: former?.calls ?? DEFAULT_CALLS,
    validateInput: (text) =>
      /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= MOST_CALLS
        ? undefined
        : t('A number from 1 to {0}', MOST_CALLS),
  });
  if (calls === undefined) return undefined;
  asked.set(key, { args, calls });
  return { module: program.file, name: chosen.name, args: argumentsOf(args) ?? [], calls: Number(calls) };
}

async function pickFunction(
  functions: readonly ExportedFunction[],
  file: string,
): Promise<ExportedFunction | undefined> {
  const { t } = vscode.l10n;
  const line = vscode.window.activeTextEditor?.selection.active.line ?? 0;
  // The one that the cursor stands in comes first.
  const own = functions.findLast((each) => each.line <= line) ?? functions[0]!;
  const items = [own, ...functions.filter((each) => each !== own)].map((each) => ({
    label: each.name,
    description: `(${each.parameters})`,
    chosen: each,
  }));
  const item = await vscode.window.showQuickPick(items, {
    title: t('Compare Threads and Processes'),
    placeHolder: t('Choose a function that {0} exports', file),
    matchOnDescription: true,
  });
  return item?.chosen;
}

async function askArguments({ name, parameters }: ExportedFunction, value: string): Promise<string | undefined> {
  const { t } = vscode.l10n;
  return await vscode.window.showInputBox({
    title: t('Compare Threads and Processes'),
    prompt: t('Arguments for {0}({1}), as JSON with commas between them', name, parameters),
    placeHolder: '1000, "text", [1, 2]',
    value,
    validateInput: (text) =>
      argumentsOf(text) === undefined ? t('Not JSON: texts stand in double quotes') : undefined,
  });
}

/** Undefined: somebody stopped it. Throws what went wrong. */
async function measure(
  runner: Runner,
  comparison: Comparison,
  progress: vscode.Progress<{ message?: string; increment?: number }>,
): Promise<readonly Measured[] | undefined> {
  const { comparisonProgram, WAYS } = await import('../session/compare.ts');
  const { program, args, cwd, measured, remove } = await comparisonProgram(comparison);
  try {
    let errors = '';
    const title = vscode.l10n.t('{0}: serial, threads, processes', comparison.name);
    const onOutput = (stream: 'stdout' | 'stderr', bytes: Uint8Array) => {
      if (stream === 'stderr') errors = (errors + Buffer.from(bytes).toString()).slice(-KEPT_STDERR);
    };
    const { ended } = await runner.start({ file: program, title, args, cwd, onOutput });
    progress.report({ message: vscode.l10n.t('one after the other, on threads, on processes') });
    const result = await ended;
    if (result.reason === 'stopped') return undefined;
    const found = await measured();
    if (found.length === WAYS.length) return found;
    const lines = errors.split('\n');
    throw new Error(lines.find((line) => /^\w*Error/.test(line)) ?? (lines[0] || result.message));
  } finally {
    await remove();
  }
}

function reportOf(comparison: Comparison, measured: readonly Measured[], verdict: Verdict): Report {
  const { t } = vscode.l10n;
  const { name, args, calls } = comparison;
  const longest = Math.max(...measured.map(({ ms }) => ms));
  const call = `${name}(${args.map((each) => shortened(JSON.stringify(each))).join(', ')})`;
  return {
    title: t('Comparing {0}', name),
    verdict: inWords(verdict),
    legend: [
      { part: 'starting', label: t('starting: making the worker, loading the module') },
      { part: 'working', label: t('working: in the function') },
      { part: 'copying', label: t('copying: handing arguments over and results back') },
      { part: 'rest', label: t('ending the workers') },
    ],
    charts: [
      {
        caption: t('{0} calls of {1}', calls, call),
        rows: measured.map((each) => rowOf(each, longest)),
      },
    ],
    note: t(
      'Measured once, on this machine with {0} processors. Parts are those of the worker that was done last.',
      cpus().length,
    ),
    again: { label: t('Measure Again'), command: 'heddle.compare', argument: comparison },
  };
}

function rowOf({ way, workers, ms, startingMs, workingMs, copyingMs }: Measured, longest: number): Row {
  const { t } = vscode.l10n;
  if (way === 'serial')
    return { label: t('One after the other'), parts: [{ part: 'working', share: ms / longest }], value: time(ms) };
  const parts = [
    { part: 'starting', ms: startingMs },
    { part: 'working', ms: workingMs },
    { part: 'copying', ms: copyingMs },
    { part: 'rest', ms: Math.max(0, ms - startingMs - workingMs - copyingMs) },
  ] as const;
  return {
    label: way === 'threads' ? t('{0} threads', workers) : t('{0} processes', workers),
    parts: parts.map(({ part, ms: own }) => ({ part, share: own / longest })),
    value: time(ms),
    detail: t('starting {0}, working {1}, copying {2}', time(startingMs), time(workingMs), time(copyingMs)),
  };
}

function inWords({ use, threads, processes, cost }: Verdict): string {
  const { t } = vscode.l10n;
  const [onThreads, onProcesses] = [threads.toFixed(1), processes.toFixed(1)];
  switch (use) {
    case 'serial':
      if (cost === 'starting') return t('Call it one after the other: starting a worker costs more than the calls.');
      if (cost === 'copying')
        return t('Call it one after the other: handing arguments over and results back costs more than the calls.');
      return t('Call it one after the other: nothing is gained.');
    case 'threads':
      return t('Use threads: {0} times as fast as one after the other (processes: {1} times).', onThreads, onProcesses);
    case 'processes':
      return t('Use processes: {0} times as fast as one after the other (threads: {1} times).', onProcesses, onThreads);
    default:
      return use satisfies never;
  }
}

function time(ms: number): string {
  return vscode.l10n.t('{0} ms', ms < 10 ? ms.toFixed(1) : Math.round(ms));
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

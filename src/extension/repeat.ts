/** Runs a program several times and shows what differed. */
import * as vscode from 'vscode';
import { activeProgram } from './active-file.ts';
import { patternItems } from './insert.ts';
import type { Library } from './library.ts';
import { localised } from './library.ts';
import type { Program, Runner } from './runner.ts';

/** Scheme of the documents that hold reports. */
export const REPORT_SCHEME = 'heddle-report';
const MOST_RUNS = 1000;
const KEPT_OUTPUT = 256 * 1024;

/** Reports, each a document for as long as the window lives. */
export class Reports implements vscode.TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.path) ?? '';
  }

  /** Opens a new report beside the editor. */
  async show(name: string, text: string): Promise<void> {
    const uri = vscode.Uri.from({
      scheme: REPORT_SCHEME,
      path: `/${this.#texts.size + 1}/${name.replaceAll('/', ' ')}.txt`,
    });
    this.#texts.set(uri.path, text);
    await vscode.window.showTextDocument(uri, { preview: true });
  }
}

/** Asks for a program and a number, runs it that often, and opens the report. */
export async function runRepeatedly(library: Library, runner: Runner, reports: Reports): Promise<void> {
  const { t } = vscode.l10n;
  const program = await pickProgram(library);
  if (program === undefined) return;
  const answer = await vscode.window.showInputBox({
    title: t('Run Repeatedly'),
    prompt: t('How many times?'),
    value: '20',
    validateInput: (text) =>
      /^\d+$/.test(text) && Number(text) >= 2 && Number(text) <= MOST_RUNS
        ? undefined
        : t('A number from 2 to {0}', MOST_RUNS),
  });
  if (answer === undefined) return;
  const times = Number(answer);
  const { histogramText, OutcomeTally } = await import('../session/repeat.ts');
  const tally = new OutcomeTally();
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: program.title, cancellable: true },
    async (progress, token) => {
      token.onCancellationRequested(() => void runner.stop());
      for (let run = 1; run <= times && !token.isCancellationRequested; run++) {
        progress.report({ message: t('run {0} of {1}', run, times), increment: 100 / times });
        let output = '';
        const decoder = new TextDecoder();
        const { ended } = await runner.start({
          ...program,
          onOutput: (stream, bytes) => {
            if (stream === 'stdout' && output.length < KEPT_OUTPUT) output += decoder.decode(bytes, { stream: true });
          },
        });
        const result = await ended;
        // Somebody stopped it, or began another one: the rest is not wanted.
        if (result.reason === 'stopped') break;
        tally.add({ result, output });
        if (result.reason === 'failed-to-start') throw new Error(result.message);
      }
    },
  );
  if (tally.runs === 0) return;
  const title = t('{0}: {1} runs', program.title, tally.runs);
  const histograms = tally.histograms();
  const same = histograms.length === 1 ? `\n\n${t('Every run printed the same.')}` : '';
  await reports.show(program.title, `${title}\n\n${histogramText(histograms, tally.runs)}${same}\n`);
}

async function pickProgram(library: Library): Promise<Program | undefined> {
  const { t } = vscode.l10n;
  const active = { label: t('The active file'), active: true };
  const items = [...(vscode.window.activeTextEditor === undefined ? [] : [active]), ...(await patternItems(library))];
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

/** Saves the run on the timeline as a file. */
import * as vscode from 'vscode';
import { TraceModel } from '../trace/model.ts';
import { fileHeader } from '../trace/trace-file.ts';
import { inWorkspace } from './messages.ts';
import type { ShownTimeline } from './timeline.ts';

interface Format extends vscode.QuickPickItem {
  readonly ending: string;
  readonly filter: string;
  convert(frames: readonly Uint8Array[]): Promise<Uint8Array>;
}

function formats(): Format[] {
  const { t } = vscode.l10n;
  return [
    {
      label: t('Heddle trace'),
      description: '.heddle',
      detail: t('Everything, as it was recorded; opens on the timeline again'),
      ending: 'heddle',
      filter: t('Heddle trace'),
      convert: async (frames) => Buffer.concat([fileHeader(), ...frames]),
    },
    {
      label: t('Chrome trace'),
      description: '.json',
      detail: t('Opens in Perfetto and in chrome://tracing'),
      ending: 'json',
      filter: t('Chrome trace'),
      convert: async (frames) => text((await import('../trace/export/chrome.ts')).chrome(modelOf(frames))),
    },
    {
      label: t('Table'),
      description: '.csv',
      detail: t('One line for each event, for spreadsheets'),
      ending: 'csv',
      filter: t('Table'),
      convert: async (frames) => text((await import('../trace/export/csv.ts')).csv(modelOf(frames))),
    },
    {
      label: t('JSON lines'),
      description: '.jsonl',
      detail: t('One object for each event, for programs'),
      ending: 'jsonl',
      filter: t('JSON lines'),
      convert: async (frames) => text((await import('../trace/export/jsonl.ts')).jsonl(modelOf(frames))),
    },
  ];
}

interface Picture extends vscode.QuickPickItem {
  readonly command: 'export-png' | 'export-svg';
}

/** Pictures of what is seen: the page makes them. */
function pictures(): Picture[] {
  const { t } = vscode.l10n;
  return [
    { label: t('Picture'), description: '.png', detail: t('What is seen of the timeline now'), command: 'export-png' },
    {
      label: t('Drawing'),
      description: '.svg',
      detail: t('What is seen, as lines that stay sharp'),
      command: 'export-svg',
    },
  ];
}

/** Asks for a format and a place, and writes the file. */
export async function exportTrace({ history, command }: ShownTimeline): Promise<void> {
  const { run } = history;
  if (run === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no run to export.'));
    return;
  }
  // Two runs beside each other are no trace, but they make a picture.
  const choices = run.compared === undefined ? [...formats(), ...pictures()] : pictures();
  const format = await vscode.window.showQuickPick<Format | Picture>(choices, {
    title: vscode.l10n.t('Export Trace'),
    placeHolder: vscode.l10n.t('Choose a format'),
    matchOnDescription: true,
  });
  if (format === undefined) return;
  if ('command' in format) return await command(format.command);
  const name = `${(run.pattern ?? run.title).replace(/[^\p{L}\p{N}._-]+/gu, '-')}.${format.ending}`;
  const uri = await vscode.window.showSaveDialog({
    defaultUri: inWorkspace(name),
    filters: { [format.filter]: [format.ending] },
  });
  if (uri === undefined) return;
  // What has been recorded by now: the run may go on meanwhile.
  const frames = [...history.chunks];
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Exporting the trace') },
    async () => await vscode.workspace.fs.writeFile(uri, await format.convert(frames)),
  );
}

function modelOf(frames: readonly Uint8Array[]): TraceModel {
  const model = new TraceModel();
  for (const bytes of frames) model.append(bytes);
  model.complete();
  return model;
}

function text(chunks: Iterable<string>): Uint8Array {
  const parts: Buffer[] = [];
  for (const chunk of chunks) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts);
}

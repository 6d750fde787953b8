/** The commands under the category Heddle. */
import * as vscode from 'vscode';
import type { Comparison } from '../session/compare.ts';
import type { Pattern } from '../session/patterns.ts';
import type { RunResult } from '../session/types.ts';
import type { ViewCommand } from '../trace/protocol.ts';
import { activeProgram } from './active-file.ts';
import { compareWays } from './compare.ts';
import { type ComparisonContext, compareTraces, compareWithPrevious } from './comparison.ts';
import type { RunHistory } from './history.ts';
import { insertPattern, pickPattern, pickWithPreview } from './insert.ts';
import { type Library, localised } from './library.ts';
import { type Repetition, runRepeatedly } from './repeat.ts';
import type { Reports } from './report-panel.ts';
import type { Program, Runner } from './runner.ts';
import { showSource } from './sites.ts';
import type { Timelines } from './timeline.ts';
import type { TreeNode } from './tree.ts';

/** What the commands act on. */
export interface CommandContext {
  readonly library: Library;
  readonly runner: Runner;
  readonly history: RunHistory;
  readonly timelines: Timelines;
  readonly channel: vscode.OutputChannel;
  readonly reports: Reports;
  /** Carries out what a page asks for that shows another history than the run's. */
  readonly handle: ComparisonContext['handle'];
}

const VIEW_COMMANDS: Readonly<Record<string, ViewCommand>> = {
  'heddle.view.follow': 'follow',
  'heddle.view.zoomIn': 'zoom-in',
  'heddle.view.zoomOut': 'zoom-out',
  'heddle.view.fit': 'fit',
  'heddle.view.table': 'table',
  'heddle.view.find': 'find',
};

/** Shows the timeline and runs a program on it. */
export async function runProgram(context: CommandContext, program: Program): Promise<RunResult> {
  const revealed = reveal(context.timelines);
  const { ended } = await context.runner.start(program);
  await revealed;
  return await ended;
}

/** Runs a pattern. */
export async function runPattern(context: CommandContext, id: string): Promise<RunResult> {
  const pattern = await context.library.find(id);
  if (pattern === undefined) throw new Error(vscode.l10n.t('There is no pattern {0}.', id));
  return await runProgram(context, {
    file: pattern.file,
    title: localised(pattern.title),
    pattern: pattern.id,
  });
}

/** Registers all commands. */
export function registerCommands(context: CommandContext): vscode.Disposable[] {
  const { library, runner, history, timelines, channel, reports } = context;
  const run = (id: string) => reported(channel, () => started(runPattern(context, id)));
  const chosen = async (argument: unknown, pick: () => Promise<Pattern | undefined>) =>
    typeof argument === 'string' ? await library.find(argument) : (patternOf(argument) ?? (await pick()));
  const handlers: Record<string, (...args: never[]) => unknown> = {
    'heddle.runMutexDemo': () => run('mutex'),
    'heddle.runSemaphoreDemo': () => run('semaphore'),
    'heddle.runProducerConsumerDemo': () => run('producer-consumer'),
    'heddle.runDemo': async (argument: unknown) => {
      const pattern = await chosen(argument, () => pickPattern(library));
      if (pattern !== undefined) await run(pattern.id);
    },
    'heddle.runActiveFile': async (argument: unknown) => {
      const program = await activeProgram(argument instanceof vscode.Uri ? argument : undefined);
      if (program !== undefined) await reported(channel, () => started(runProgram(context, program)));
    },
    'heddle.runRepeatedly': (argument: unknown) =>
      reported(channel, () => runRepeatedly(library, runner, reports, asked<Repetition>(argument, 'times'))),
    'heddle.compare': (argument: unknown) =>
      reported(channel, () => compareWays(runner, reports, asked<Comparison>(argument, 'calls'))),
    'heddle.stop': () => runner.stop(),
    'heddle.insertPattern': async (argument: unknown) => {
      const pattern = await chosen(argument, () => pickWithPreview(library));
      if (pattern !== undefined) await reported(channel, () => insertPattern(library, pattern));
    },
    'heddle.openPattern': async (argument: unknown) => {
      const pattern = await chosen(argument, async () => undefined);
      if (pattern !== undefined) await showSource(pattern.file, library.directory, { preview: true });
    },
    'heddle.openTimelineInEditor': () => timelines.openEditor(),
    'heddle.exportTrace': () =>
      reported(channel, async () => await (await import('./export.ts')).exportTrace(timelines.shown())),
    'heddle.comparePrevious': () => compareWithPrevious(context),
    'heddle.compareTraces': (one: unknown, all: unknown) =>
      reported(channel, () => compareTraces(context, chosenTraces(one, all))),
    'heddle.clear': async () => {
      await runner.stop();
      history.clear();
    },
    'heddle.showOutput': () => channel.show(true),
  };
  // From the tree the commands get the row.
  handlers['heddle.runPattern'] = handlers['heddle.runDemo']!;
  handlers['heddle.insertThisPattern'] = handlers['heddle.insertPattern']!;
  for (const [id, command] of Object.entries(VIEW_COMMANDS)) handlers[id] = () => timelines.command(command);
  return Object.entries(handlers).map(([id, handler]) => vscode.commands.registerCommand(id, handler));
}

async function reveal(timelines: Timelines): Promise<void> {
  const where = vscode.workspace.getConfiguration('heddle.timeline').get<string>('reveal', 'view');
  if (where === 'editor') timelines.openEditor();
  else if (where === 'view') await timelines.reveal();
}

/** A command is done when its run is, yet the run's failure is told by the timeline and the output. */
async function started(run: Promise<RunResult>): Promise<void> {
  const result = await run;
  if (result.reason === 'failed-to-start') throw new Error(result.message);
}

/** Tells the user of an error, with a way to the output. */
async function reported(channel: vscode.OutputChannel, action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch (error) {
    const show = vscode.l10n.t('Show Output');
    const message = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(message, show).then((answer) => {
      if (answer === show) channel.show(true);
    });
  }
}

/** What the link of a report asks for; menus give other things. */
function asked<T extends object>(argument: unknown, key: keyof T & string): T | undefined {
  return typeof argument === 'object' && argument !== null && key in argument ? (argument as T) : undefined;
}

/** The files that the explorer passes: what was clicked, and all that are selected. */
function chosenTraces(one: unknown, all: unknown): vscode.Uri[] {
  const uris = Array.isArray(all) && all.length > 0 ? all : [one];
  return uris.filter((uri) => uri instanceof vscode.Uri && uri.path.endsWith('.heddle'));
}

function patternOf(argument: unknown): Pattern | undefined {
  return typeof argument === 'object' && argument !== null && 'pattern' in argument
    ? (argument as Extract<TreeNode, { pattern: Pattern }>).pattern
    : undefined;
}

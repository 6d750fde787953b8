/** Carries out what a timeline page asks for. */
import { basename, extname } from 'node:path';
import * as vscode from 'vscode';
import type { ViewMessage } from '../trace/protocol.ts';
import type { RunHistory } from './history.ts';
import { openReplayed, showSite } from './shown-line.ts';
import { openSite } from './sites.ts';

/** What the page's wishes need. */
export interface MessageContext {
  readonly history: RunHistory;
  readonly patternDirectory: string;
  readonly channel: vscode.OutputChannel;
}

const RUN_COMMANDS = {
  'run-demo': 'heddle.runDemo',
  'run-file': 'heddle.runActiveFile',
  stop: 'heddle.stop',
  'open-in-editor': 'heddle.openTimelineInEditor',
  export: 'heddle.exportTrace',
} as const;

/** Handles a checked message. */
export async function handleMessage(message: ViewMessage, context: MessageContext): Promise<void> {
  switch (message.type) {
    case 'open-site':
      return await openSite(message, context.history.run?.program, context.patternDirectory);
    case 'replay':
      return await openReplayed(message.sources, context.history.run?.program, context.patternDirectory);
    case 'show-site':
      showSite(message.site);
      return;
    case 'run-pattern':
      await vscode.commands.executeCommand('heddle.runDemo', message.pattern);
      return;
    case 'run-command':
      await vscode.commands.executeCommand(RUN_COMMANDS[message.command]);
      return;
    case 'save':
      return await save(message.name, message.bytes);
    case 'following':
      await vscode.commands.executeCommand('setContext', 'heddle.following', message.following);
      return;
    case 'copy':
      return await vscode.env.clipboard.writeText(message.text);
    case 'failed':
      context.channel.appendLine(vscode.l10n.t('[The timeline ran into an error: {0}]', message.message));
      return;
    case 'ready':
    case 'taken':
      return; // the page's stream handles these
    default:
      message satisfies never;
  }
}

async function save(name: string, bytes: Uint8Array): Promise<void> {
  const ending = extname(name).slice(1);
  const uri = await vscode.window.showSaveDialog({
    defaultUri: inWorkspace(basename(name)),
    filters: ending === '' ? undefined : { [ending.toUpperCase()]: [ending] },
  });
  if (uri !== undefined) await vscode.workspace.fs.writeFile(uri, bytes);
}

/** A name in the first folder of the workspace, as a proposal for where to save. */
export function inWorkspace(name: string): vscode.Uri | undefined {
  const folder = vscode.workspace.workspaceFolders?.[0];
  return folder === undefined ? undefined : vscode.Uri.joinPath(folder.uri, name);
}

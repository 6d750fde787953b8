/** What the tests inside the extension host share. */

import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { HeddleApi } from '../../../src/extension/extension.ts';
import { TraceModel } from '../../../src/trace/model.ts';
import { descendants, type ProcessRow } from '../../support/processes.ts';

/** The extension's interface, activated. */
export async function heddle(): Promise<HeddleApi> {
  const extension = vscode.extensions.getExtension<HeddleApi>('heddle.heddle');
  assert.ok(extension, 'VS Code does not list heddle.heddle');
  return extension.activate();
}

/** What the frames of a run say, read as the timeline reads them. */
export function readFrames(frames: readonly Uint8Array[]): TraceModel {
  const model = new TraceModel();
  for (const bytes of frames) model.append(bytes);
  model.complete();
  assert.equal(model.failure, undefined);
  return model;
}

/** The programs (not VS Code's own processes) that descend from this extension host. */
export function programs(): ProcessRow[] {
  return descendants(process.pid).filter(({ command }) =>
    /register\.js|child-main|\/patterns\/|heddle-tests-/.test(command),
  );
}

/** Waits until the answer is true; fails with what was waited for. */
export async function eventually(what: string, ask: () => boolean | Promise<boolean>, limitMs = 30_000): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await ask())) {
    if (Date.now() > end) assert.fail(`Waited ${limitMs / 1000} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Closes every editor without saving, and gives VS Code time to forget the new files among them. */
export async function closeEditors(): Promise<void> {
  const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const close = () =>
    eventually('the editors to close', async () => {
      if (tabs().length > 0) await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      return tabs().length === 0;
    });
  const left = () => vscode.workspace.textDocuments.find(({ isUntitled }) => isUntitled);
  await close();
  // VS Code may keep a new file whose editor was closed while it still opened, until it is opened and closed once more.
  for (let tries = 0; tries < 3 && left() !== undefined; tries++) {
    await eventually('the new files to go', () => left() === undefined, 2000).catch(async () => {
      const file = left();
      if (file !== undefined) await vscode.window.showTextDocument(file);
      await close();
    });
  }
}

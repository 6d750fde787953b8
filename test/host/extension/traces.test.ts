import { strict as assert } from 'node:assert';
import { appendFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { TraceFile } from '../../../src/extension/trace-document.ts';
import { fileHeader } from '../../../src/trace/trace-file.ts';
import { mutexTrace } from '../../media/scenarios.ts';
import { closeEditors, eventually, heddle, readFrames } from './support.ts';

describe('Saved traces', () => {
  const trace = mutexTrace();
  const { bytes } = trace;
  // The last frame is that of a process that has not ended before it.
  const half = bytes.length - trace.frames.at(-1)!.length - 20;
  const folder = mkdtempSync(join(tmpdir(), 'heddle-traces-'));
  const write = (name: string, content: Uint8Array) => {
    const file = join(folder, name);
    writeFileSync(file, Buffer.concat([fileHeader(), content]));
    return file;
  };
  /** Nobody has written it for long. */
  const age = (file: string) => utimesSync(file, 1_600_000_000, 1_600_000_000);
  const open = (file: string) => TraceFile.open(vscode.Uri.file(file));
  const tabs = (type: string) =>
    vscode.window.tabGroups.all
      .flatMap((group) => group.tabs)
      .filter(
        ({ input }) =>
          (input instanceof vscode.TabInputWebview || input instanceof vscode.TabInputCustom) &&
          input.viewType.includes(type),
      );

  afterEach(closeEditors);
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('appear as a program writes them, and end when it does', async () => {
    const file = write('live.heddle', bytes.subarray(0, half));
    const opened = await open(file);
    try {
      assert.equal(opened.history.run?.live, true);
      assert.equal(opened.history.bytes, half);
      appendFileSync(file, bytes.subarray(half));
      await eventually('the rest of the trace', () => opened.history.bytes === bytes.length);
      await eventually('its end', () => opened.history.run?.live === false);
      assert.equal(readFrames(opened.history.chunks).actors.filter(({ kind }) => kind === 'process').length, 4);
    } finally {
      opened.dispose();
    }
  });

  it('that were cut off open up to the cut, and go on when they grow after all', async () => {
    const file = write('cut.heddle', bytes.subarray(0, half));
    age(file);
    const opened = await open(file);
    try {
      assert.equal(opened.history.run?.live, false);
      appendFileSync(file, bytes.subarray(half));
      await eventually('what was added', () => opened.history.bytes === bytes.length);
      assert.deepEqual(Buffer.concat(opened.history.chunks), Buffer.from(bytes));
    } finally {
      opened.dispose();
    }
  });

  it('that are written anew begin anew', async () => {
    const file = write('again.heddle', bytes);
    age(file);
    const opened = await open(file);
    try {
      const shorter = mutexTrace(500).bytes;
      write('again.heddle', shorter);
      await eventually('the new trace', () => opened.history.bytes === shorter.length);
    } finally {
      opened.dispose();
    }
  });

  it('that are none are refused in words', async () => {
    const file = join(folder, 'notes.heddle');
    writeFileSync(file, 'Dear diary, today I deadlocked.');
    age(file);
    await assert.rejects(open(file), /notes\.heddle is not a Heddle trace/);
  });

  it('open in an editor of their own, and beside each other', async () => {
    const [a, b] = [write('a.heddle', bytes), write('b.heddle', mutexTrace(900).bytes)].map((file) =>
      vscode.Uri.file(file),
    );
    await vscode.commands.executeCommand('vscode.open', a);
    await eventually('the editor', () => tabs('heddle.trace').length === 1);
    await vscode.commands.executeCommand('heddle.compareTraces', a, [a, b]);
    await eventually('the comparison', () => tabs('heddle.comparison').length === 1);
  });

  it('are not needed to compare a run with the one before', async function () {
    this.timeout(240_000);
    const api = await heddle();
    await api.runPattern('serial-join');
    await api.runPattern('mutex');
    await vscode.commands.executeCommand('heddle.comparePrevious');
    await eventually('the comparison', () => tabs('heddle.comparison').length === 1);
  });
});

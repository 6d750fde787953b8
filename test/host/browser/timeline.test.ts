import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import type { Frame } from 'playwright-core';
import { descendants } from '../../support/processes.ts';
import { inCache } from '../folders.ts';
import { Stage } from '../stage.ts';
import { until } from '../workbench.ts';

const THEMES = { dark: 'Default Dark Modern', light: 'Default Light Modern' } as const;

/** How many colours the drawing has: an empty canvas has one or two. */
async function colours(frame: Frame): Promise<number> {
  return frame.evaluate(() => {
    const canvases = [...document.querySelectorAll('canvas')].filter(({ width, height }) => width > 50 && height > 50);
    const seen = new Set<number>();
    for (const canvas of canvases) {
      const context = canvas.getContext('2d');
      if (context === null) continue;
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      for (const colour of new Uint32Array(data.buffer)) if (colour >>> 24 === 255) seen.add(colour);
    }
    return seen.size;
  });
}

async function showsMutex(frame: Frame): Promise<void> {
  for (const name of ['MainProcess', 'a', 'b', 'c', 'mutex'])
    await frame.locator('[role=tree]').getByText(name, { exact: true }).first().waitFor();
  await until('the drawing', async () => (await colours(frame)) > 4);
}

for (const [name, theme] of Object.entries(THEMES)) {
  describe(`Heddle in VS Code, ${name}`, () => {
    let stage: Stage;

    before(async () => {
      await mkdir(inCache('pictures'), { recursive: true });
      stage = await Stage.open({ theme });
    });
    after(() => stage?.close());
    afterEach(async function () {
      if (this.currentTest?.state === 'failed') await picture(`failed-${this.currentTest.title.slice(0, 40)}`);
    });

    const picture = (what: string) =>
      stage?.workbench.page.screenshot({ path: inCache(`pictures/${what.replaceAll(/\W+/g, '-')}-${name}.png`) });
    const ended = (frame: Frame) =>
      frame
        .getByText(/^Ended/)
        .first()
        .waitFor();

    it('Run Mutex Demo fills the timeline in the side bar', async () => {
      await stage.workbench.command('Heddle: Run Mutex Demo');
      const frame = await stage.workbench.timeline('view');
      await showsMutex(frame);
      await ended(frame);
      await picture('sidebar');
    });

    it('Open Timeline in Editor shows the same run, wide', async () => {
      await stage.workbench.command('Heddle: Open Timeline in Editor');
      const frame = await stage.workbench.timeline('editor');
      await showsMutex(frame);
      await picture('editor');
    });

    it('the table says in words what the drawing shows', async () => {
      await stage.workbench.command('Heddle: Show as Table');
      const frame = await stage.workbench.timeline('editor');
      const table = frame.locator('table, [role=table], [role=grid]').first();
      await table.getByText('mutex').first().waitFor();
      await picture('table');
      await stage.workbench.command('Heddle: Show as Table');
      await showsMutex(await stage.workbench.timeline('editor'));
    });

    if (name !== 'dark') return;

    it('a timeline that was hidden comes back whole', async () => {
      const { page } = stage.workbench;
      await page.keyboard.press('Control+Shift+E');
      await page.locator('.explorer-viewlet').waitFor();
      await stage.workbench.activity('Heddle').click();
      const frame = await stage.workbench.timeline('view');
      await showsMutex(frame);
      await ended(frame);
    });

    it('a reloaded window still has the run', async () => {
      const { page } = stage.workbench;
      await page.reload({ waitUntil: 'commit' });
      await page.locator('.monaco-workbench .part.statusbar').waitFor();
      // VS Code in a browser writes down which editors are open every few seconds: a quick reload may forget the tab. The run
      // must be there all the same.
      await stage.workbench.command('Heddle: Open Timeline in Editor');
      await showsMutex(await stage.workbench.timeline('editor'));
    });

    it('the status bar shows that a program runs, and stops it', async () => {
      await stage.workbench.command('Heddle: Run Semaphore Demo');
      const item = stage.workbench.page.locator('.statusbar-item[id*="heddle.run"]');
      await item.waitFor();
      await picture('running');
      await item.locator('a').first().click();
      await item.waitFor({ state: 'hidden' });
      await until('the programs to be gone', async () =>
        descendants(stage.server.pid).every(({ command }) => !command.includes('semaphore.ts')),
      );
    });

    it('a replay opens the program beside the timeline, shows the line at work, and keeps the focus', async () => {
      const { page } = stage.workbench;
      await stage.workbench.command('Heddle: Run Mutex Demo');
      await ended(await stage.workbench.timeline('view'));
      await stage.workbench.command('View: Close All Editors');
      await stage.workbench.command('Heddle: Open Timeline in Editor');
      const frame = await stage.workbench.timeline('editor');
      await ended(frame);
      await frame.locator('[role=application]').focus();
      await page.keyboard.press('r');
      await page.locator('.editor-group-container').nth(1).getByText('mutex.ts').first().waitFor();
      await until('a line to be lit up', async () => (await page.locator('.monaco-editor .cdr').count()) > 0);
      await picture('replay');
      assert.equal(await frame.evaluate(() => document.activeElement?.closest('.replay') !== null), true);
      await page.keyboard.press('Escape');
      await stage.workbench.command('View: Close All Editors');
    });

    it('Export Trace writes a file that begins as a trace does', async () => {
      await stage.workbench.command('Heddle: Run Mutex Demo');
      await ended(await stage.workbench.timeline('view'));
      await stage.workbench.command('Heddle: Export Trace...');
      await stage.workbench.pick('Heddle trace');
      const name = stage.workbench.page.locator('.quick-input-widget input[type=text]').first();
      await until('the proposed name', async () => (await name.inputValue()).endsWith('mutex.heddle'));
      await name.press('Enter');
      await until('the file', async () => (await readFile(`${stage.folder}/mutex.heddle`)).byteLength > 100);
    });

    it('a pattern is inserted from the palette into a new file', async () => {
      await stage.workbench.command('View: Close All Editors');
      await stage.workbench.command('Heddle: Insert Pattern...');
      await stage.workbench.pick('Mutex between processes');
      await stage.workbench.page.locator('.editor-instance .view-line').getByText('heddle/').first().waitFor();
      await picture('inserted');
    });
  });
}

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import type { Frame } from 'playwright-core';
import type { App } from '../../../media/app.ts';
import type { TraceScene } from '../../../media/trace-scene.ts';
import { heddle } from '../../support/heddle.ts';
import { descendants } from '../../support/processes.ts';
import { inCache, inRepository } from '../folders.ts';
import { Stage } from '../stage.ts';
import { until } from '../workbench.ts';

/** What the page holds out to its tests. */
declare const heddleTimeline: App;

describe('Findings in VS Code', () => {
  let stage: Stage;

  before(async () => {
    await mkdir(inCache('pictures'), { recursive: true });
    stage = await Stage.open();
  });
  after(() => stage?.close());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await picture(`failed-${this.currentTest.title.slice(0, 40)}`);
  });

  const picture = (what: string) =>
    stage?.workbench.page.screenshot({ path: inCache(`pictures/${what.replaceAll(/\W+/g, '-')}.png`) });
  const rows = () =>
    stage.workbench.page
      .locator('.pane')
      .filter({ has: stage.workbench.page.locator('.pane-header', { hasText: 'Findings' }) })
      .locator('.monaco-list-row');
  /** How long after the last of its events a card was on the page, in milliseconds. */
  const delay = (frame: Frame) =>
    frame.evaluate(() => {
      const { shownMs } = globalThis as unknown as { shownMs?: number };
      const { session } = (heddleTimeline.scene as TraceScene).model;
      const waits = heddleTimeline.findings.marks().filter(({ step }) => step.role === 'waits');
      const closedNs = Math.max(...waits.map(({ atNs }) => atNs));
      return (shownMs ?? Number.NaN) - (session?.wallMs ?? Number.NaN) - closedNs / 1e6;
    });

  it('a deadlock is a card on the timeline, a row of the view and a number on the icon while it lasts', async () => {
    const { workbench } = stage;
    await workbench.activity('Heddle').click();
    const frame = await workbench.timeline('view');
    await frame.evaluate(() => {
      const watch = new MutationObserver(() => {
        if (document.querySelector('.findings:not([hidden]) .card') === null) return;
        watch.disconnect();
        Object.assign(globalThis, { shownMs: Date.now() });
      });
      watch.observe(document.body, { subtree: true, childList: true, attributes: true });
    });
    await workbench.command('Heddle: Run Demo...');
    await workbench.pick('Two locks, two orders');
    await frame.locator('.card').getByText('Deadlock', { exact: true }).waitFor();
    assert.equal(await frame.evaluate(() => heddleTimeline.live), true);
    const delayMs = await delay(frame);
    assert.ok(Number.isFinite(delayMs));
    console.log(`      the card stood ${Math.round(delayMs)} ms after the ring had closed`);
    // Until somebody opens it, the view leaves its room to the timeline.
    await workbench.page.locator('.pane-header[aria-expanded=false]', { hasText: 'Findings' }).click();
    await rows().getByText('Deadlock', { exact: true }).waitFor();
    await rows().getByText('left waits for knife', { exact: true }).waitFor();
    await workbench.page.locator('.part.activitybar .badge-content', { hasText: '1' }).first().waitFor();
    await workbench.page.locator('.notification-toast', { hasText: 'Each waits for the next' }).waitFor();
    await picture('findings-sidebar');
  });

  it('a click on a place goes to the source, and one on the finding back to the timeline', async () => {
    const { page } = stage.workbench;
    await rows().getByText('right waits for fork', { exact: true }).click();
    await page.locator('.editor-instance .view-line').getByText('waits for ever').first().waitFor();
    await page.locator('.squiggly-error').first().waitFor();
    const frame = await stage.workbench.timeline('view');
    await frame.locator('.findings').getByRole('button', { name: 'Close Findings' }).click();
    await frame.locator('.card').waitFor({ state: 'hidden' });
    await rows().getByText('Deadlock', { exact: true }).click();
    await frame.locator('.card').waitFor();
    await picture('findings-source');
  });

  it('the notification ends the program', async () => {
    const { page } = stage.workbench;
    const toast = page.locator('.notification-toast', { hasText: 'Each waits for the next' });
    assert.equal(await toast.count(), 1);
    await toast.hover();
    await toast.getByRole('button', { name: 'Stop', exact: true }).click();
    await until('the program to be gone', async () =>
      descendants(stage.server.pid).every(({ command }) => !command.includes('/patterns/')),
    );
    await toast.waitFor({ state: 'detached' });
  });

  it('a reloaded window derives the findings of the run again', async () => {
    const { page } = stage.workbench;
    await page.reload({ waitUntil: 'commit' });
    await page.locator('.monaco-workbench .part.statusbar').waitFor();
    await stage.workbench.command('Heddle: Open Timeline in Editor');
    const frame = await stage.workbench.timeline('editor');
    await frame.locator('.card').getByText('Deadlock', { exact: true }).waitFor();
    await picture('findings-editor');
  });

  it('a saved trace has its cards, too', async () => {
    const trace = `${stage.folder}/deadlock.heddle`;
    const { code } = await heddle(['check', '--trace', trace, inRepository('dist/patterns/deadlock-self.ts')]);
    assert.equal(code, 1);
    const { page } = stage.workbench;
    await stage.workbench.command('View: Close All Editors');
    await page.keyboard.press('Control+P');
    await page.locator('.quick-input-widget input[type=text]').first().fill('deadlock.heddle');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'deadlock.heddle' }).first().click();
    const frame = await stage.workbench.timeline('editor');
    await frame.locator('.card').getByText('worker waits for lock lock, which it holds itself.').waitFor();
    await frame.locator('.card').getByRole('button', { name: 'Show on Timeline' }).click();
    await until('the marks', async () => (await frame.evaluate(() => heddleTimeline.findings.marks().length)) === 2);
    await picture('findings-saved');
  });
});

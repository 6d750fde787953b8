import assert from 'node:assert/strict';
import type { App } from '../../../media/app.ts';
import { usePages } from '../page.ts';
import { mutexTrace, varietyTrace } from '../scenarios.ts';

/** What the page holds out to its tests. */
declare const heddleTimeline: App;

describe('the timeline’s page with two runs', function () {
  this.timeout(60_000);
  const pages = usePages();

  it('shows two runs on one time axis and says what differs', async () => {
    const open = await pages.open();
    const [a, b] = [mutexTrace().bytes, varietyTrace().bytes];
    const compared = { first: 'with the lock', second: 'without', firstBytes: a.length };
    await open.show(Buffer.concat([a, b]), { compared });
    const details = open.page.locator('.details');
    assert.equal(await details.locator('h2').textContent(), 'What differs');
    assert.match((await details.textContent()) ?? '', /B was 2\.7 times as fast.*Only A has mutex/s);
    await open.says('A took 2.03 s and B 760 ms');
    assert.deepEqual(await open.violations(), []);
    const titles = await open.page.evaluate(() => heddleTimeline.chart.rows.flatMap((row) => row.title ?? []));
    assert.deepEqual(titles, ['A: with the lock', 'B: without']);
    await details.getByText('Copy').click();
    const copied = (await open.posted()).find((message) => message.type === 'copy');
    assert.match(copied?.text ?? '', /How long\t2\.03 s\t760 ms/);
    // The same moment stands at the same place in both: counted from either start.
    await open.page.keyboard.press('Escape');
    assert.ok(await details.isHidden());
    await open.page.keyboard.press('v');
    assert.ok(await details.isVisible());
    await open.page.keyboard.press('v');
    await open.page.locator('.head', { hasText: 'Worker-1' }).click();
    await open.says('Worker-1 (B), process');
  });

  it('keeps the headings of two runs in sight, and folds a run away with the mouse and with keys', async () => {
    const open = await pages.open({ height: 360 });
    const { bytes } = varietyTrace();
    const compared = { first: 'with the lock', second: 'without', firstBytes: bytes.length };
    await open.show(Buffer.concat([bytes, bytes]), { compared });
    const { page } = open;
    const heading = (letter: string) => page.getByRole('treeitem', { name: `${letter}: with` });
    const expanded = (letter: string) => heading(letter).getAttribute('aria-expanded');
    const names = () => page.evaluate(() => heddleTimeline.chart.rows.map(({ id }) => heddleTimeline.scene.runOf!(id)));
    const tops = async () => Promise.all(['A', 'B'].map(async (letter) => (await heading(letter).boundingBox())!.y));
    const [first, second] = (await tops()) as [number, number];
    const { y, height } = (await page.locator('.scroller').boundingBox())!;
    assert.deepEqual([first - y, second - y], [0, height - 28]);
    // One that lies out of sight is gone to, and then folded.
    await heading('B').click();
    await open.settle();
    assert.deepEqual(await tops(), [y, y + 28]);
    assert.equal(await expanded('B'), 'true');
    await heading('A').click();
    await open.settle();
    await heading('A').click();
    await open.settle();
    assert.equal(await expanded('A'), 'false');
    assert.equal((await names()).filter((run) => run === 0).length, 2);
    assert.match((await heading('A').getAttribute('title')) ?? '', /^A: with the lock \(\d+ lanes\)$/);
    assert.deepEqual(await open.violations(), []);
    const { keyboard } = page;
    await page.locator('.heads').focus();
    await keyboard.press('Home');
    await open.says('A: with the lock (');
    assert.equal(await page.locator('.details h2').textContent(), 'What differs');
    await keyboard.press('ArrowRight');
    await open.settle();
    assert.equal(await expanded('A'), 'true');
    await keyboard.press('ArrowRight');
    await open.says('MainProcess (A), process');
    await keyboard.press('ArrowLeft');
    await keyboard.press('ArrowLeft');
    await keyboard.press('ArrowLeft');
    await open.settle();
    assert.equal(await expanded('A'), 'false');
    // On the drawing, too: its heading and the key that folds.
    await page.evaluate(() => heddleTimeline.chart.surface.focus());
    await keyboard.press('c');
    await open.settle();
    assert.equal(await expanded('A'), 'true');
    await page.mouse.click(600, y + 10);
    await open.settle();
    assert.equal(await expanded('A'), 'false');
  });
});

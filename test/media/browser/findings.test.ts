import assert from 'node:assert/strict';
import type { App } from '../../../media/app.ts';
import type { ShownFinding } from '../../../src/trace/protocol.ts';
import { deadlockTrace, raceTrace, stallTrace, type Troubled } from '../finding-scenarios.ts';
import { type OpenOptions, type TimelinePage, usePages } from '../page.ts';
import { THEME_NAMES } from '../themes.ts';

/** What the page holds out to its tests. */
declare const heddleTimeline: App;

describe('the cards of findings', function () {
  this.timeout(60_000);
  const pages = usePages();

  const show = async ({ trace, findings }: Troubled, options: OpenOptions = {}) => {
    const open = await pages.open(options);
    await open.show(trace.bytes);
    await open.send({ type: 'findings', findings });
    await open.settle();
    return open;
  };
  const panel = (timeline: TimelinePage) => timeline.page.locator('.findings');
  const view = (timeline: TimelinePage) => timeline.page.evaluate(() => ({ ...heddleTimeline.moving.view }));

  for (const theme of THEME_NAMES)
    for (const width of [1200, 320])
      it(`give axe nothing to find in ${theme}, ${width} pixels wide`, async () => {
        const deadlock = deadlockTrace();
        const warning: ShownFinding = { ...deadlock.findings[0]!, finding: 'lock-order', severity: 'warning' };
        const timeline = await show({ ...deadlock, findings: [...deadlock.findings, warning] }, { theme, width });
        assert.equal(await timeline.page.locator('.card').count(), 2);
        assert.deepEqual(await timeline.violations(), []);
        await timeline.page.locator('.card-head').nth(1).click();
        await timeline.settle();
        assert.deepEqual(await timeline.violations(), []);
      });

  it('tell cause, who, what, where and the way out, once to those who listen', async () => {
    const timeline = await show(deadlockTrace());
    const card = timeline.page.locator('.card');
    await timeline.page.waitForFunction(() =>
      document.querySelector('.page > .spoken')?.textContent?.startsWith('Deadlock: Each waits for the next'),
    );
    const text = (await card.textContent()) ?? '';
    for (const words of ['Deadlock', 'left waits for lock knife, held by right', 'Take fork, knife in this order'])
      assert.ok(text.includes(words), `${words} in ${text}`);
    assert.deepEqual(await card.locator('.chip').allTextContents(), ['left', 'right', 'knife', 'fork']);
    assert.deepEqual(await card.locator('.step').allTextContents(), [
      'left waits for knife',
      'right took knife',
      'right waits for fork',
      'left took fork',
    ]);
    await card.getByRole('button', { name: 'Go to buyers.ts:24:5' }).click();
    const [site] = (await timeline.posted()).filter((message) => message.type === 'open-site');
    assert.deepEqual([site?.file, site?.line], ['/home/ann/shop/buyers.ts', 24]);
    await card.getByRole('button', { name: 'Copy as Text' }).click();
    const copied = (await timeline.posted()).find((message) => message.type === 'copy')?.text ?? '';
    assert.match(copied, /^Deadlock: Each[^\n]*\n {4}Step 1: left waits for knife \(.*buyers\.ts:24:5\)\n/);
  });

  it('show their events on the timeline, all in sight and outlined', async () => {
    const timeline = await show(deadlockTrace());
    for (let i = 0; i < 12; i++) await timeline.page.keyboard.press('w');
    for (let i = 0; i < 12; i++) await timeline.page.keyboard.press('d');
    await timeline.page.getByRole('button', { name: 'Show on Timeline', exact: true }).click();
    await timeline.settle();
    const { startNs, spanNs } = await view(timeline);
    assert.ok(startNs < 60e6 && startNs + spanNs > 118e6, `${startNs} ${spanNs}`);
    const marked = await timeline.page.evaluate(() =>
      heddleTimeline.findings.marks().map(({ step, item }) => [step.number, item?.type === 'span' ? item.kind : '']),
    );
    assert.deepEqual(marked, [
      [1, 'waiting'],
      [2, 'holding'],
      [3, 'waiting'],
      [4, 'holding'],
    ]);
    // Something is drawn over the lanes that is not there when the panel is closed.
    const painted = () =>
      timeline.page.evaluate(() => {
        const { overlay } = heddleTimeline.chart;
        const { data } = overlay.getContext('2d')!.getImageData(0, 0, overlay.width, overlay.height);
        return new Uint32Array(data.buffer).filter((pixel) => pixel >>> 24 === 255).length;
      });
    assert.ok((await painted()) > 500);
    await timeline.page.keyboard.press('Escape');
    await timeline.settle();
    assert.ok((await painted()) < 100);
  });

  it('light up a lane while its name is pointed at or has the focus, and go to it', async () => {
    const timeline = await show(deadlockTrace());
    const lit = () => timeline.page.evaluate(() => heddleTimeline.picking.litResource);
    const chip = timeline.page.locator('.chip').filter({ hasText: 'fork' });
    await chip.hover();
    const fork = await timeline.page.evaluate(
      () => heddleTimeline.scene.resources.find((lane) => lane.name === 'fork')?.id,
    );
    assert.equal(await lit(), fork);
    await timeline.page.locator('h2').first().hover();
    assert.equal(await lit(), undefined);
    await chip.focus();
    assert.equal(await lit(), fork);
    await chip.press('Enter');
    assert.equal(await timeline.page.evaluate(() => heddleTimeline.picking.currentLane), fork);
    await timeline.page.locator('.step').nth(2).click();
    const item = await timeline.page.evaluate(() => {
      const selected = heddleTimeline.picking.selectedItem;
      return selected?.type === 'span' ? selected.kind : undefined;
    });
    assert.equal(item, 'waiting');
  });

  it('are closed and come back by keyboard; a count stays in the toolbar', async () => {
    const timeline = await show(stallTrace());
    const button = timeline.page.getByRole('button', { name: /Findings$/ }).and(timeline.page.locator('.tool.always'));
    assert.equal(await button.getAttribute('data-count'), '1');
    await timeline.page.locator('.card-head').focus();
    await timeline.page.keyboard.press('Escape');
    assert.equal(await panel(timeline).isHidden(), true);
    assert.equal(await timeline.page.evaluate(() => document.activeElement?.className), 'surface');
    // What comes later in the same run does not open it again.
    const { findings } = stallTrace();
    await timeline.send({ type: 'findings', findings: [...findings, ...findings] });
    await timeline.settle();
    assert.equal(await panel(timeline).isHidden(), true);
    assert.equal(await button.getAttribute('data-count'), '2');
    await timeline.page.keyboard.press('i');
    assert.equal(await panel(timeline).isVisible(), true);
    assert.equal(await timeline.page.evaluate(() => document.activeElement?.className), 'card-head');
    await timeline.page.keyboard.press('Tab');
    assert.equal(await timeline.page.evaluate(() => document.activeElement?.className), 'chip');
    // Another run has none of it.
    await timeline.show(deadlockTrace().trace.bytes, { id: '2' });
    assert.equal(await panel(timeline).isHidden(), true);
    assert.equal(await button.count(), 0);
  });

  it('stay closed in a view that VS Code had put away', async () => {
    const timeline = await show(stallTrace());
    await timeline.page.getByRole('button', { name: 'Close Findings' }).first().click();
    await timeline.page.waitForFunction(
      () => (globalThis as unknown as { kept?: { closedFindings?: string } }).kept?.closedFindings === '1',
    );
    const state = await timeline.page.evaluate(() => (globalThis as unknown as { kept: unknown }).kept);
    await timeline.close();
    const again = await show(stallTrace(), { state });
    assert.equal(await panel(again).isHidden(), true);
    await again.send({ type: 'show-finding', index: 0 });
    await panel(again).waitFor();
  });

  it('draw a race as numbers in its order across the lanes, with the lost update', async () => {
    const timeline = await show(raceTrace());
    await timeline.send({ type: 'show-finding', index: 0 });
    await timeline.settle();
    const marks = await timeline.page.evaluate(() =>
      heddleTimeline.findings
        .marks()
        .map(({ step, lane, atNs }) => [step.number, lane, Math.round(atNs / 1e6), step.lost]),
    );
    const [a, b] = [marks[0]![1], marks[1]![1]];
    assert.notEqual(a, b);
    assert.deepEqual(marks, [
      [1, a, 80, false],
      [2, b, 88, false],
      [3, a, 104, true],
      [4, b, 112, false],
    ]);
    assert.equal(await timeline.page.locator('.lost').textContent(), 'lost update');
  });

  it('wait for the events that they tell of', async () => {
    const { trace, findings } = deadlockTrace();
    const open = await pages.open();
    const run = { id: '1', title: 'x', program: '/x.ts', live: true };
    await open.send({ type: 'reset', run, strings: {}, locale: 'en' });
    await open.send({ type: 'findings', findings });
    await open.settle();
    assert.deepEqual(await open.page.evaluate(() => heddleTimeline.findings.marks()), []);
    await open.send({ type: 'frames', bytes: trace.bytes });
    await open.page.waitForFunction(() => heddleTimeline.findings.marks().length === 4);
  });

  it('outline what they tell of within its lane, in the first picture that has both', async () => {
    const { trace, findings } = deadlockTrace();
    const open = await pages.open();
    await open.page.evaluate(() => {
      const { chart } = heddleTimeline;
      const context = chart.overlay.getContext('2d')!;
      const pictures: { outlines: number; astray: number }[] = [];
      Object.assign(globalThis, { pictures });
      const draw = chart.draw.bind(chart);
      chart.draw = (layers, nowMs) => {
        const drawn: [number, number][] = [];
        context.strokeRect = (_x, y, _width, height) => drawn.push([y, y + height]);
        draw(layers, nowMs);
        const inside = ([top, bottom]: [number, number]) =>
          chart.rows.some((row) => row.top <= top && bottom <= row.top + row.height);
        pictures.push({ outlines: drawn.length, astray: drawn.filter((one) => !inside(one)).length });
      };
    });
    const run = { id: '1', title: 'x', program: '/x.ts', live: false };
    await open.send({ type: 'reset', run, strings: {}, locale: 'en' });
    await open.send({ type: 'findings', findings });
    await open.send({ type: 'frames', bytes: trace.bytes });
    await open.send({ type: 'ended', run });
    await open.settle();
    const pictures = await open.page.evaluate(
      () => (globalThis as unknown as { pictures: { outlines: number; astray: number }[] }).pictures,
    );
    assert.ok(pictures.some(({ outlines }) => outlines > 0));
    assert.deepEqual(pictures.filter(({ astray }) => astray > 0), []); // biome-ignore format: short
  });

  it('take hostile names for names', async () => {
    const { trace, findings } = stallTrace();
    const name = '<img src=x onerror="globalThis.hacked=1">';
    const hostile = {
      ...findings[0]!,
      message: name,
      remedy: name,
      actors: [{ id: 'p1', name }],
      sites: [`${name}:1:1`],
    };
    const timeline = await show({ trace, findings: [hostile] });
    assert.equal(await timeline.page.locator('.card img').count(), 0);
    assert.equal(await timeline.page.evaluate(() => 'hacked' in globalThis), false);
  });
});

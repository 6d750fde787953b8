import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { App } from '../../../media/app.ts';
import { synthesize } from '../../support/synthetic.ts';
import { launch, TimelinePage } from '../page.ts';

/** What the page holds out to its tests. */
declare const heddleTimeline: App;

describe('the timeline’s page with a large trace', function () {
  this.timeout(120_000);
  let browser: Browser;
  let timeline: TimelinePage;

  before(async () => {
    browser = await launch();
    timeline = await TimelinePage.open(browser);
    await timeline.show(synthesize({ events: 200_000, lanes: 24, locks: 2, queues: 1 }).bytes);
  });
  after(async () => {
    await timeline.close();
    await browser.close();
    assert.deepEqual(timeline.errors, []);
  });

  it('shows the states of resources in the end, though no picture waits for them', async () => {
    await timeline.page.evaluate(() => heddleTimeline.chart.scrollBy(100_000));
    await timeline.settle();
    await timeline.page.waitForFunction(() => !heddleTimeline.scene.owing);
    await timeline.settle();
    const known = await timeline.page.evaluate(() => {
      const { scene } = heddleTimeline;
      // With no time to spare only what is known already is at hand.
      scene.allow(0);
      const ready = scene.resources.map(({ id }) => scene.ready(id));
      scene.allow(Number.POSITIVE_INFINITY);
      return ready;
    });
    assert.deepEqual(known, [true, true, true]);
    const notes = await timeline.page
      .locator('.head')
      .evaluateAll((heads) => heads.map((head) => head.getAttribute('title') ?? ''));
    assert.ok(
      notes.some((note) => /^queue 0, queue, \d/.test(note)),
      notes.join('; '),
    );
  });

  it('draws the axis again when one moves through time, and not when one scrolls', async () => {
    const words = await timeline.page.evaluate(async () => {
      const { chart, moving } = heddleTimeline;
      const context = chart.axis.getContext('2d')!;
      const { fillText } = CanvasRenderingContext2D.prototype;
      let drawn = 0;
      context.fillText = (text: string, x: number, y: number) => {
        drawn++;
        fillText.call(context, text, x, y);
      };
      const counts: number[] = [];
      for (const move of [() => chart.scrollBy(-30), () => moving.zoom(2), () => chart.scrollBy(20)]) {
        drawn = 0;
        const before = heddleTimeline.loop.stats.scenes;
        move();
        while (heddleTimeline.loop.stats.scenes === before) await new Promise((done) => requestAnimationFrame(done));
        counts.push(drawn);
      }
      return counts;
    });
    assert.equal(words[0], 0);
    assert.ok(words[1]! > 0);
    assert.equal(words[2], 0);
  });
});

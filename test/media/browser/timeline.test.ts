import assert from 'node:assert/strict';
import type { App } from '../../../media/app.ts';
import type { Kept } from '../../../media/state.ts';
import { actorKey } from '../../../src/trace/schema.ts';
import { TraceWriter } from '../../support/synthetic.ts';
import { type TimelinePage, usePages } from '../page.ts';
import { mutexTrace, queueTrace, varietyTrace } from '../scenarios.ts';
import { THEME_NAMES, type ThemeName } from '../themes.ts';

/** What the page holds out to its tests. */
declare const heddleTimeline: App;

describe('the timeline’s page', function () {
  this.timeout(60_000);
  const pages = usePages();

  const show = async (
    bytes: Uint8Array,
    options: { theme?: ThemeName; width?: number; scale?: number; state?: unknown } = {},
  ) => {
    const open = await pages.open(options);
    await open.show(bytes);
    return open;
  };
  const selected = (timeline: TimelinePage) =>
    timeline.page.evaluate(() => {
      const item = heddleTimeline.picking.selectedItem;
      return item && { type: item.type, kind: item.type === 'span' ? item.kind : item.op, lane: item.lane };
    });

  for (const theme of THEME_NAMES) {
    it(`gives axe nothing to find in ${theme}: empty, drawn, with details, as table, with help`, async () => {
      const open = await pages.open({ theme });
      await open.send({ type: 'reset', run: undefined, strings: {}, locale: 'en' });
      assert.deepEqual(await open.violations(), []);
      await open.show(varietyTrace().bytes);
      const { keyboard } = open.page;
      for (const keys of [['ArrowDown'], ['.'], ['m'], ['Escape', 't'], ['t', '?']]) {
        for (const key of keys) await keyboard.press(key);
        await open.settle();
        assert.deepEqual(await open.violations(), [], keys.join());
      }
    });
  }

  it('draws what the trace says: three holds in turn, two waits, and who waits while somebody holds', async () => {
    const timeline = await show(mutexTrace().bytes, { scale: 1.25 });
    const boxes = await timeline.page.evaluate(() =>
      heddleTimeline.chart
        .allHits()
        .flatMap(({ item, x0, x1 }) =>
          item?.type === 'span' && item.resource ? [{ kind: item.kind, lane: item.lane, x0, x1 }] : [],
        ),
    );
    const wide = boxes.filter((box) => box.x1 - box.x0 > 20).sort((a, b) => a.x0 - b.x0);
    const holds = wide.filter((box) => box.kind === 'holding');
    assert.equal(holds.length, 3);
    assert.equal(wide.filter((box) => box.kind === 'waiting').length, 2);
    for (let i = 1; i < 3; i++) assert.ok(holds[i]!.x0 >= holds[i - 1]!.x1 - 1, 'two hold at once');
    const steps = await timeline.page.evaluate(() =>
      heddleTimeline.chart
        .allHits()
        .flatMap(({ step, x0, x1 }) => (step && step.value > 0 && x1 - x0 > 20 ? [step.waiters] : [])),
    );
    assert.deepEqual(steps, [2, 1, 0]);
  });

  it('has pixels of the hold’s colour where the hold is, at an odd pixel ratio', async () => {
    const timeline = await show(mutexTrace().bytes, { scale: 1.5 });
    const [filled, paper] = await timeline.page.evaluate(() => {
      const { chart } = heddleTimeline;
      const hold = chart
        .allHits()
        .find(({ item, x0, x1 }) => item?.type === 'span' && item.kind === 'holding' && x1 - x0 > 100)!;
      const context = chart.canvas.getContext('2d')!;
      const at = (x: number, y: number) =>
        context
          .getImageData(Math.round(x * devicePixelRatio), Math.round(y * devicePixelRatio), 1, 1)
          .data.slice(0, 3)
          .join();
      return [at(hold.x1 - 10, hold.y0 + 8), at(hold.x0 - 60, hold.y0 + 8)];
    });
    assert.notEqual(filled, paper);
  });

  it('is operated with the keyboard alone: to a wait, to who let it go on, to the source line', async () => {
    const timeline = await show(mutexTrace().bytes);
    const { keyboard } = timeline.page;
    await keyboard.press('Tab');
    assert.ok(await timeline.page.evaluate(() => document.activeElement?.closest('[role=toolbar]') !== null));
    for (const place of ['tree', 'application']) {
      await keyboard.press('Tab');
      assert.equal(await timeline.page.evaluate(() => document.activeElement?.getAttribute('role')), place);
    }
    for (let i = 0; i < 3; i++) await keyboard.press('ArrowDown');
    let item = await selected(timeline);
    for (let i = 0; i < 12 && item?.type !== 'span'; i++) {
      await keyboard.press('.');
      item = await selected(timeline);
    }
    assert.equal(item?.kind, 'waiting');
    await keyboard.press('u');
    const holder = await selected(timeline);
    assert.notEqual(holder?.lane, item?.lane);
    await keyboard.press('Enter');
    const sites = (await timeline.posted()).filter((message) => message.type === 'open-site');
    assert.equal(sites.length, 1);
    assert.equal(sites[0]!.file, '/home/ann/shop/buyers.ts');
    await keyboard.press('Escape');
    assert.equal(await selected(timeline), undefined);
  });

  it('goes from what an actor does first, and from its lane, to who started it', async () => {
    const timeline = await show(mutexTrace().bytes);
    const { keyboard } = timeline.page;
    await timeline.page.evaluate(() => heddleTimeline.chart.surface.focus());
    for (const keys of [['.', 'u'], ['u']]) {
      await timeline.page.evaluate(() => heddleTimeline.picking.selectLane(heddleTimeline.scene.actors[1]!.id));
      for (const key of keys) await keyboard.press(key);
      const main = await timeline.page.evaluate(() => heddleTimeline.scene.actors[0]!.id);
      assert.deepEqual(await selected(timeline), { type: 'instant', kind: 'start', lane: main }, keys.join());
    }
  });

  it('zooms, moves, goes back, and lets live following go when one moves', async () => {
    const open = await pages.open();
    await open.show(mutexTrace(900).bytes, { live: true });
    const view = () =>
      open!.page.evaluate(() => ({ ...heddleTimeline.moving.view, following: heddleTimeline.moving.following }));
    assert.equal((await view()).following, true);
    await open.page.keyboard.press('w');
    const zoomed = await view();
    assert.equal(zoomed.following, false);
    await open.page.waitForTimeout(700);
    await open.page.keyboard.press('d');
    assert.ok((await view()).startNs > zoomed.startNs);
    await open.page.keyboard.press('Control+z');
    assert.equal((await view()).startNs, zoomed.startNs);
    await open.page.keyboard.press('l');
    assert.equal((await view()).following, true);
    const told = (await open.posted())
      .filter((message) => message.type === 'following')
      .map((message) => message.following);
    assert.deepEqual(told, [false, true]);
  });

  it('goes to the source line at the second click, and tells what is under the pointer', async () => {
    const timeline = await show(mutexTrace().bytes);
    const place = await timeline.page.evaluate(() => {
      const { chart } = heddleTimeline;
      const hit = chart
        .allHits()
        .find(({ item, x0, x1 }) => item?.type === 'span' && item.kind === 'holding' && x1 - x0 > 100)!;
      const box = chart.surface.getBoundingClientRect();
      return { x: box.left + hit.x0 + 60, y: box.top + hit.y0 + 6 };
    });
    await timeline.page.mouse.move(place.x, place.y);
    assert.match((await timeline.page.locator('.tooltip').textContent()) ?? '', /holds mutex/);
    await timeline.page.mouse.click(place.x, place.y);
    assert.equal((await timeline.posted()).filter((message) => message.type === 'open-site').length, 0);
    assert.match((await timeline.page.locator('.details').textContent()) ?? '', /buyers\.ts:14:5/);
    await timeline.page.mouse.click(place.x, place.y);
    assert.equal((await timeline.posted()).filter((message) => message.type === 'open-site').length, 1);
  });

  it('says the same in a table that can be filtered and copied', async () => {
    const timeline = await show(varietyTrace().bytes);
    await timeline.page.keyboard.press('t');
    await timeline.page.locator('.table-tools input').fill('waits ledger');
    const rows = timeline.page.locator('.events tbody tr[data-row]');
    assert.equal(await rows.count(), 2);
    assert.match((await rows.nth(1).textContent()) ?? '', /Worker-1.*waits for ledger.*160 ms/);
    await timeline.page.getByRole('button', { name: 'Copy Rows' }).click();
    const copied = (await timeline.posted()).find((message) => message.type === 'copy');
    assert.equal(copied?.text.split('\n').length, 3);
    await timeline.page.locator('.table-scroller').focus();
    await timeline.page.keyboard.press('ArrowDown');
    await timeline.page.keyboard.press('Control+c');
    const row = (await timeline.posted()).filter((message) => message.type === 'copy').at(-1)!;
    assert.ok(copied!.text.split('\n').slice(1).includes(row.text), row.text);
  });

  it('draws nothing while it is hidden, and everything when it is back', async () => {
    const open = await pages.open();
    await open.page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await open.send({
      type: 'reset',
      run: { id: '1', title: 'x', program: '/x.ts', live: true },
      strings: {},
      locale: 'en',
    });
    const before = await open.page.evaluate(() => heddleTimeline.loop.stats.frames);
    await open.send({ type: 'frames', bytes: mutexTrace(800).bytes });
    await open.page.waitForTimeout(300);
    assert.equal(await open.page.evaluate(() => heddleTimeline.loop.stats.frames), before);
    await open.page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'visible' });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await open.settle();
    assert.ok((await open.page.evaluate(() => heddleTimeline.chart.allHits().length)) > 5);
  });

  it('takes hostile names for names', async () => {
    const writer = new TraceWriter();
    writer.session();
    const main = actorKey(7, 0);
    const name = '<img src=x onerror="globalThis.hacked=1"><script>globalThis.hacked=1</script>\u202e\u0000';
    writer.event(main, 'actor', 'instant', { data: { name, kind: 'process', daemon: false, pid: 7 } });
    writer.now = 1e6;
    writer.event(main, 'mark', 'instant', { data: { text: name } });
    writer.now = 2e6;
    writer.event(main, 'exit', 'instant', { data: { reason: 'error', error: name } });
    const open = await pages.open();
    await open.show(writer.trace().bytes, { title: name });
    for (const key of ['ArrowDown', '.', 't']) await open.page.keyboard.press(key);
    await open.settle();
    assert.equal(await open.page.evaluate(() => 'hacked' in globalThis), false);
    assert.equal(await open.page.locator('img, .page script').count(), 0);
    assert.match((await open.page.locator('h1').first().textContent()) ?? '', /<img src=x/);
  });

  it('shows what came before the damage, and says so', async () => {
    const { bytes } = mutexTrace();
    const damaged = bytes.slice();
    damaged.fill(0xee, Math.floor(bytes.length * 0.7));
    const timeline = await show(damaged);
    assert.ok((await timeline.page.evaluate(() => heddleTimeline.scene.actors.length)) >= 3);
    assert.match((await timeline.page.locator('.trouble').textContent()) ?? '', /could not be read/);
  });

  it('comes back where it was when VS Code had put it away', async () => {
    const timeline = await show(mutexTrace().bytes);
    for (let i = 0; i < 4; i++) await timeline.page.keyboard.press('w');
    const before = await timeline.page.evaluate(() => heddleTimeline.moving.view);
    await timeline.page.waitForTimeout(400);
    const state = await timeline.page.evaluate(() => (globalThis as unknown as { kept: unknown }).kept);
    await timeline.close();
    const again = await show(mutexTrace().bytes, { state });
    const after = await again.page.evaluate(() => heddleTimeline.moving.view);
    assert.equal(after.startNs, before.startNs);
    assert.equal(after.spanNs, before.spanNs);
  });

  it('saves what is seen as PNG and as SVG that is well formed, with names that are only names', async () => {
    const timeline = await show(varietyTrace().bytes);
    await timeline.send({ type: 'command', command: 'export-png' });
    await timeline.send({ type: 'command', command: 'export-svg' });
    await timeline.page.waitForFunction(
      () =>
        (globalThis as unknown as { posted: { type: string }[] }).posted.filter((one) => one.type === 'save').length ===
        2,
    );
    const saved = await timeline.page.evaluate(async () => {
      const { posted } = globalThis as unknown as {
        posted: { type: string; name: string; mime: string; bytes: Uint8Array }[];
      };
      const [svg, png] = posted.filter((one) => one.type === 'save').sort((a, b) => (a.name < b.name ? 1 : -1));
      const image = await createImageBitmap(new Blob([png!.bytes as BlobPart], { type: png!.mime }));
      const drawing = new DOMParser().parseFromString(new TextDecoder().decode(svg!.bytes), 'image/svg+xml');
      return {
        names: [svg!.name, png!.name],
        wide: image.width,
        faults: drawing.querySelectorAll('parsererror').length,
        words: Array.from(drawing.querySelectorAll('text'), (text) => text.textContent),
      };
    });
    assert.deepEqual(saved.names, ['Mutex.svg', 'Mutex.png']);
    assert.ok(saved.wide > 2000);
    assert.equal(saved.faults, 0);
    for (const word of ['MainProcess', 'holds keys · 240 ms', 'gave up on accounts'])
      assert.ok(saved.words.includes(word), word);
  });

  it('lets lanes be moved and pinned, with the mouse and with keys, and keeps that for the program', async () => {
    let timeline = await show(mutexTrace().bytes);
    const order = () => timeline.page.locator('.head:visible .name').allTextContents();
    assert.deepEqual(await order(), ['MainProcess', 'Ann', 'Ben', 'Cleo', 'mutex']);
    const head = (name: string) => timeline.page.locator('.head', { hasText: name });
    const middle = async (name: string) => {
      const box = (await head(name).boundingBox())!;
      return [box.x + 60, box.y + box.height / 2] as const;
    };
    await timeline.page.mouse.move(...(await middle('Cleo')));
    await timeline.page.mouse.down();
    await timeline.page.mouse.move(...(await middle('Ann')), { steps: 12 });
    await timeline.page.mouse.up();
    await timeline.settle();
    assert.deepEqual(await order(), ['MainProcess', 'Cleo', 'Ann', 'Ben', 'mutex']);
    await head('mutex').hover();
    await head('mutex').locator('.pin-toggle').click();
    await timeline.settle();
    assert.deepEqual(await order(), ['mutex', 'MainProcess', 'Cleo', 'Ann', 'Ben']);
    await head('Ben').click();
    for (const key of ['Alt+ArrowUp', 'p']) await timeline.page.keyboard.press(key);
    await timeline.settle();
    assert.deepEqual(await order(), ['mutex', 'Ben', 'MainProcess', 'Cleo', 'Ann']);
    await timeline.page.keyboard.press('Alt+ArrowUp');
    await timeline.settle();
    const arranged = ['Ben', 'mutex', 'MainProcess', 'Cleo', 'Ann'];
    assert.deepEqual(await order(), arranged);
    // What is kept is written down a little later.
    const kept = () => timeline.page.evaluate(() => (globalThis as unknown as { kept?: Kept }).kept);
    const pinned = await timeline.page.evaluate(() => heddleTimeline.lanes.kept.pinned);
    let state = await kept();
    while (JSON.stringify(state?.pinned) !== JSON.stringify(pinned)) state = await kept();
    await timeline.close();
    timeline = await show(mutexTrace().bytes, { state });
    assert.deepEqual(await order(), arranged);
    // The lanes of another program are others.
    await timeline.show(mutexTrace().bytes, { id: '2', program: '/demo/other.ts' });
    assert.deepEqual(await order(), ['MainProcess', 'Ann', 'Ben', 'Cleo', 'mutex']);
  });

  it('selects a stretch by dragging, and moves with Shift', async () => {
    const timeline = await show(mutexTrace().bytes);
    const box = (await timeline.page.locator('.surface').boundingBox())!;
    const drag = async () => {
      await timeline.page.mouse.move(box.x + 200, box.y + 40);
      await timeline.page.mouse.down();
      await timeline.page.mouse.move(box.x + 500, box.y + 60, { steps: 4 });
      await timeline.page.mouse.up();
    };
    const view = () => timeline.page.evaluate(() => heddleTimeline.moving.view);
    const before = await view();
    await drag();
    const range = await timeline.page.evaluate(() => heddleTimeline.picking.range);
    const perPixel = before.spanNs / before.width;
    assert.ok(range !== undefined && Math.abs(range.endNs - range.startNs - 300 * perPixel) < 3 * perPixel);
    const shown = (await timeline.page.locator('.details').textContent()) ?? '';
    for (const words of [
      'By actor',
      'Running',
      'Waiting by resource',
      'Longest',
      'Holding by resource',
      'Contended',
      'Fairness',
    ])
      assert.ok(shown.includes(words), words);
    const narrower = await view();
    await timeline.page.keyboard.down('Shift');
    await drag();
    await timeline.page.keyboard.up('Shift');
    const after = await view();
    assert.ok(after.startNs < narrower.startNs, 'it did not move');
    assert.equal(after.spanNs, narrower.spanNs);
  });

  it('tells of a queue at a moment: its items with their ages, next one first; and steps through its changes', async () => {
    const timeline = await show(queueTrace('lifo-queue').bytes);
    const place = await timeline.page.evaluate(() => {
      const { chart, moving } = heddleTimeline;
      const row = chart.rows.find(({ id }) => id.startsWith('r'))!;
      return {
        x: ((35e6 - moving.view.startNs) / moving.view.spanNs) * moving.view.width,
        y: row.top + row.height - 4,
      };
    });
    await timeline.page.locator('.surface').click({ position: place });
    const items = timeline.page.locator('.details .queued li');
    const words = await items.allTextContents();
    assert.equal(words.length, 3);
    assert.match(words[0]!, /^"item 3", by MainProcess, [45](\.\d+)? ms old$/);
    assert.match(words[2]!, /^"item 1", by MainProcess, 2\d(\.\d+)? ms old$/);
    await timeline.page.locator('.surface').focus();
    await timeline.page.keyboard.press('.');
    await timeline.page.keyboard.press('.');
    await timeline.says('lifo-queue, 2 of 3 items');
    assert.deepEqual((await items.allTextContents()).map((one) => one.slice(0, 8)), ['"item 2"', '"item 1"']); // biome-ignore format: short
    await timeline.page.keyboard.press(',');
    await timeline.page.keyboard.press(',');
    await timeline.page.waitForFunction(() => document.querySelectorAll('.details .queued li').length === 3);
  });

  it('has a menu on a narrow page whose entries stand below each other', async () => {
    const timeline = await show(mutexTrace().bytes, { width: 300 });
    await timeline.page.locator('.actions button').last().click();
    const boxes = await timeline.page.locator('.menu-item:visible').evaluateAll((items) =>
      items.map((item) => {
        const { top, bottom, left, right } = item.getBoundingClientRect();
        return { top, bottom, inside: left >= 0 && right <= innerWidth };
      }),
    );
    assert.ok(boxes.length >= 10);
    for (const [i, box] of boxes.entries()) {
      assert.ok(box.inside);
      if (i > 0) assert.ok(box.top >= boxes[i - 1]!.bottom - 0.5, `entry ${i} lies over the one before`);
    }
    assert.deepEqual(await timeline.violations(), []);
  });

  it('replays a finished run in slow motion and tells which line is at work', async () => {
    const timeline = await show(mutexTrace().bytes);
    await timeline.page.keyboard.press('r');
    await timeline.page.waitForFunction(() => (heddleTimeline.replay.atNs ?? 0) > 160e6);
    await timeline.page.getByRole('button', { name: 'Pause' }).click();
    const at = await timeline.page.evaluate(() => heddleTimeline.replay.atNs);
    await timeline.page.waitForTimeout(100);
    assert.equal(await timeline.page.evaluate(() => heddleTimeline.replay.atNs), at);
    assert.deepEqual(await timeline.violations(), []);
    await timeline.page.keyboard.press('Escape');
    const sites = (await timeline.posted()).flatMap((message) =>
      message.type === 'show-site' ? [message.site?.line] : [],
    );
    assert.ok(sites.includes(14), sites.join());
    const begun = (await timeline.posted()).filter((message) => message.type === 'replay');
    assert.deepEqual(begun, [{ type: 'replay', sources: ['synthetic.ts', '/home/ann/shop/buyers.ts'] }]);
    assert.equal(sites.at(-1), undefined);
  });

  it('announces what one goes to', async () => {
    const timeline = await show(mutexTrace().bytes);
    await timeline.page.keyboard.press('ArrowDown');
    await timeline.page.waitForTimeout(900);
    await timeline.page.keyboard.press('ArrowDown');
    await timeline.page.waitForFunction(() =>
      document.querySelector('.page > .spoken')?.textContent?.startsWith('Ann'),
    );
    assert.match((await timeline.spoken()) ?? '', /^Ann, process, pid 4101, returned/);
  });
});
